"""Addresses of the door and of everybody's keys."""

from django.urls import path

from accounts.views import entrance, passkeys, security

keys = [
    path("login/", entrance.log_in, name="login"),
    path("login/code/", entrance.log_in_code, name="login_code"),
    path("login/stay/", entrance.come_back, name="stay"),
    path("login/passkey/begin/", passkeys.enter_begin, name="passkey_enter_begin"),
    path("login/passkey/", passkeys.enter_finish, name="passkey_enter"),
    path("logout/", entrance.log_out, name="logout"),
    path("register/", entrance.sign_up, name="register"),
    path("register/sent/", entrance.sign_up_sent, name="register_sent"),
    path("verify/<str:token>/", entrance.verify, name="verify"),
    path("reset/", entrance.forgotten, name="reset"),
    path("reset/sent/", entrance.forgotten_sent, name="reset_sent"),
    path("reset/<str:token>/", entrance.choose_password, name="reset_password"),
    path("settings/email/<str:token>/", entrance.verify_change, name="verify_change"),
    path("settings/security/", security.security, name="security"),
    path("settings/security/confirm/", security.confirm_again, name="confirm"),
    path("settings/security/password/", security.new_password, name="new_password"),
    path("settings/security/email/", security.new_email, name="new_email"),
    path("settings/security/two-factor/", security.two_factor, name="two_factor"),
    path("settings/security/two-factor/off/", security.two_factor_off, name="two_factor_off"),
    path("settings/security/codes/", security.backup_codes, name="backup_codes"),
    path("settings/security/passkeys/begin/", passkeys.add_begin, name="passkey_add_begin"),
    path("settings/security/passkeys/", passkeys.add_finish, name="passkey_add"),
    path("settings/security/passkeys/<int:passkey>/name/", passkeys.rename, name="passkey_rename"),
    path("settings/security/passkeys/<int:passkey>/remove/", passkeys.remove, name="passkey_remove"),
    path("settings/devices/", security.devices, name="devices"),
    path("settings/devices/others/end/", security.end_other_devices, name="end_other_devices"),
    path("settings/devices/<uuid:session>/end/", security.end_device, name="end_device"),
    path("settings/tokens/", security.tokens, name="tokens"),
    path("settings/tokens/<uuid:token>/revoke/", security.revoke_token, name="revoke_token"),
]
