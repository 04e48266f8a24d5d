// What every page can do beyond plain HTML. Each part looks for its own attributes and does nothing without them.
import "./dialogs.js";
import "./meter.js";
import "./notices.js";
import "./shortcuts.js";
import "./tabs.js";
import "./theme.js";
