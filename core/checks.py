"""Settings that would be dangerous in production; `manage.py check`, and each start of the server, say so."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

TAG = "dangerous_settings"
SHORTEST_KEY, FEWEST_SIGNS = 50, 12
LONGEST_IDLE_MINUTES, LONGEST_SESSION_HOURS = 8 * 60, 7 * 24
PER_PROCESS = ("locmem.LocMemCache", "dummy.DummyCache")


@checks.register(TAG)
def debug_in_production(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.PRODUCTION and settings.DEBUG:
        return [_error(1, _("DEBUG đang bật: trang lỗi sẽ lộ mã nguồn và dữ liệu."), _("Bỏ biến môi trường DEBUG."))]
    return []


@checks.register(TAG)
def weak_secret(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Who guesses the key signs links and cookies: of every key that is in use, old ones too."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    if settings.PRODUCTION and any(_is_weak(key) for key in keys):
        hint = _('Đặt SECRET_KEY bằng: python3 -c "import secrets; print(secrets.token_urlsafe(50))"')
        return [_error(2, _("SECRET_KEY quá ngắn, quá đơn giản hoặc là khóa mẫu."), hint)]
    return []


@checks.register(TAG)
def no_shared_cache(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Attempts to sign in are counted in the cache; with one for each worker, guessing gets as many times as far."""
    if settings.WORKERS > 1 and settings.CACHES["default"]["BACKEND"].endswith(PER_PROCESS):
        hint = _("Đặt SHARED_CACHE=1 và chạy manage.py createcachetable.")
        return [_error(3, _("Có nhiều tiến trình phục vụ nhưng bộ nhớ đệm không dùng chung."), hint)]
    return []


@checks.register(TAG)
def any_host(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Links of invitations are made with the host that the request names."""
    named = settings.ALLOWED_HOSTS and not any(host.startswith((".", "*")) for host in settings.ALLOWED_HOSTS)
    if settings.PRODUCTION and not named:
        return [_error(4, _("ALLOWED_HOSTS phải ghi rõ tên máy chủ."), _("Ví dụ: ALLOWED_HOSTS=chitieu.laocai.gov.vn"))]
    return []


@checks.register(TAG)
def cookies_over_http(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.PRODUCTION and not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        return [
            _error(5, _("Cookie đăng nhập có thể đi qua kết nối không mã hóa."), _("Để SESSION_COOKIE_SECURE bật."))
        ]
    return []


@checks.register(TAG)
def any_origin(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.PRODUCTION and any("*" in origin for origin in settings.CSRF_TRUSTED_ORIGINS):
        return [_error(6, _("CSRF_TRUSTED_ORIGINS phải ghi rõ từng địa chỉ."), _("Bỏ dấu * trong giá trị này."))]
    return []


@checks.register(TAG)
def endless_sessions(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    idle, whole = settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS
    if settings.PRODUCTION and not (0 < idle <= LONGEST_IDLE_MINUTES and 0 < whole <= LONGEST_SESSION_HOURS):
        hint = _("SESSION_IDLE_MINUTES từ 1 đến %(idle)s, SESSION_HOURS từ 1 đến %(hours)s.")
        return [
            _error(
                7, _("Phiên làm việc quá dài."), hint % {"idle": LONGEST_IDLE_MINUTES, "hours": LONGEST_SESSION_HOURS}
            )
        ]
    return []


def refuse_dangerous_settings() -> None:
    """Called where the server starts, which runs no checks by itself. Raises ImproperlyConfigured."""
    found = checks.run_checks(tags=[TAG])
    if found:
        raise ImproperlyConfigured("\n".join(f"{one.id}: {one.msg} {one.hint}" for one in found))


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len(set(key)) < FEWEST_SIGNS or key.startswith("django-insecure-")


def _error(number: int, message: str, hint: str) -> checks.Error:
    return checks.Error(message, hint=hint, id=f"{TAG}.E{number:03}")
