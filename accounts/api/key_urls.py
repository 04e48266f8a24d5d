"""Addresses of the API's door and keys."""

from django.urls import path

from accounts.api import auth, passkeys, sessions, tokens

keys = [
    path("auth/login/", auth.Login.as_view(), name="auth_login"),
    path("auth/two-factor/", auth.TwoFactor.as_view(), name="auth_two_factor"),
    path("auth/passkey/begin/", passkeys.PasskeyBegin.as_view(), name="auth_passkey_begin"),
    path("auth/passkey/", passkeys.PasskeyLogin.as_view(), name="auth_passkey"),
    path("auth/refresh/", auth.Refresh.as_view(), name="auth_refresh"),
    path("auth/logout/", auth.Logout.as_view(), name="auth_logout"),
    path("auth/confirm/", auth.Confirm.as_view(), name="auth_confirm"),
    path("auth/register/", auth.Register.as_view(), name="auth_register"),
    path("auth/verify/", auth.Verify.as_view(), name="auth_verify"),
    path("auth/password/reset/", auth.Reset.as_view(), name="auth_reset"),
    path("auth/password/reset/confirm/", auth.ResetConfirm.as_view(), name="auth_reset_confirm"),
    path("sessions/", sessions.Sessions.as_view(), name="sessions"),
    path("sessions/<uuid:session>/", sessions.OneSession.as_view(), name="session"),
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/<uuid:token>/", tokens.OneToken.as_view(), name="token"),
]
