"""Addresses of signing in and of one's own account.

Of django-allauth only what is used stands here: no signing up, no e-mail, no reset by e-mail.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.http import require_safe

from accounts import views
from core.readonly import may_write_on_get

shows_codes = may_write_on_get("allauth remembers that the codes were seen")
codes_file = shows_codes(require_safe(views.RecoveryCodesFile.as_view()))

urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("bi-khoa/", account.account_inactive, name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("hai-lop/", views.SecondFactorPage.as_view(), name="mfa_index"),
    path("hai-lop/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("hai-lop/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-lop/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", shows_codes(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/tao/", recovery.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("hai-lop/ma-du-phong/tai/", codes_file, name="mfa_download_recovery_codes"),
    path("", views.own_account, name="own-account"),
    path("phien/", views.own_sessions, name="own-sessions"),
    path("loi-moi/<str:token>/", views.invitation, name="invitation"),
]
