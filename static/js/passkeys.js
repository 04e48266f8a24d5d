// Puts the house's question to the browser's authenticator and brings back its answer.
const enter = document.querySelector("[data-passkey-enter]");
const add = document.querySelector("[data-passkey-add]");

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  prepare(enter, async (question) =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(question) }),
  );
  prepare(add, async (question) =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(question) }),
  );
} else {
  document.querySelector("[data-without-passkeys]")?.removeAttribute("hidden");
}

function prepare(form, ask) {
  if (!form) {
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await ceremony(form, ask);
    } catch (error) {
      tell(form, error.said ?? form.querySelector("[data-trouble]").dataset.cancelled);
    } finally {
      button.disabled = false;
    }
  });
}

async function ceremony(form, ask) {
  const question = await post(form, form.dataset.begin);
  const credential = await ask(question);
  const values = Object.fromEntries(new FormData(form));
  const answer = "name" in values ? { credential: credential.toJSON(), name: values.name } : credential.toJSON();
  const address = values.next ? `${form.action}?next=${encodeURIComponent(values.next)}` : form.action;
  const { url } = await post(form, address, answer);
  location.assign(url);
}

async function post(form, address, body = {}) {
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
  });
  if (response.redirected) {
    // The house wants to know first whether it is still you.
    location.assign(response.url);
    return new Promise(() => {});
  }
  const said = response.headers.get("Content-Type")?.includes("json") ? await response.json() : {};
  if (!response.ok) {
    throw Object.assign(new Error(said.code), { said: said.detail });
  }
  return said;
}

function tell(form, words) {
  const trouble = form.querySelector("[data-trouble]");
  trouble.textContent = words;
  trouble.hidden = false;
}
