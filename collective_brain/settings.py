"""Settings. docs/settings.md lists every environment variable that is read here.

DEBUG=1  for a developer's machine: Django's debug mode, and `manage.py create_demo` sets usable
         passwords.
LOCAL=1  for `make run`: the real site over plain HTTP, with a secret that is kept in VAR_DIR.
neither  for production: HTTPS only, and no start without SECRET_KEY.
"""

from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from collective_brain.web.moving_windows import parse_rate


class RecordingEnv(environ.Env):
    """Record the names of the variables that are read. A backup contains them."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        self.names.add(var)
        return super().get_value(var, *args, **kwargs)


env = RecordingEnv()
BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
LOCAL = DEBUG or env.bool("LOCAL", default=False)
# False runs the site on plain Django, Channels and Daphne, without caches of HTML. This is slower,
# and serves to compare and to find errors.
FAST_PATHS = env.bool("FAST_PATHS", default=True)


def _local_secret() -> str:
    """Return the secret in VAR_DIR; create it if it is missing. Only its owner may read it."""
    path = VAR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (_local_secret() if LOCAL else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. In production, set it to a long random string that stays secret "
        "(50 characters or more). To try the site on your own machine, use `make run`."
    )
ALLOWED_HOSTS = env.list(
    "ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if LOCAL else []
)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# The address of the site, as browsers see it. `manage.py doctor` looks at it from outside.
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
# Where people write who cannot sign in. Pages show it to everybody.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="")
# The number of our own proxies in front of the site. Entries of X-Forwarded-For beyond that number
# are not believed, because any client can write them.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

# --- Apps and middleware ---
SITE_APPS = [
    "accounts",
    "accounts.acts",
    "accounts.consents",
    "accounts.invitations",
    "collective_brain.event_log",
    "collective_brain.backups",
    "collective_brain.outgoing_mail",
    "collective_brain.web",
    "forum.budgets",
    "forum.blocking",
    "forum.uploads",
    "forum.themes",
    "forum.profile_pictures",
    "forum.groups",
    "forum.announcements",
    "forum.topics",
    "forum.chat",
    "forum.screening",
    "forum.search",
    "forum.drafts",
    "forum.composing",
    "forum.sharing",
    "forum.following",
    "forum.reports",
    "forum.trust",
    "forum.reactions",
    "forum.bookmarks",
    "forum.exports",
    "forum.enquiries",
    "forum.private_notes",
    "forum.moderation",
    "forum.notifications",
    "forum.insight",
    "forum.mail",
    "forum.push",
    "forum.mail.incoming",
    "forum.mail.joining",
    "forum.mail.delivery",
    "forum",  # connects the listeners of the packages above
    "collective_brain",
]
INSTALLED_APPS = [
    "modeltranslation",  # must come before django.contrib.admin
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
    "django_tasks",
    "django_tasks_db",
    *SITE_APPS,
]

MIDDLEWARE = [
    # First, so that static files skip the rest: their headers would only cost bytes on 2G.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "collective_brain.web.request_ids.RequestIdMiddleware",
    "collective_brain.web.monitoring_requests.MonitoringHostMiddleware",
    "collective_brain.web.impossible_values.ImpossibleValuesMiddleware",
    "collective_brain.web.fetch_metadata.ResourceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "forum.uploads.light_pages.LightPagesMiddleware",
    # Before sessions, so that a page from the cache costs no session and no query.
    "collective_brain.caching.page_cache.PageCacheMiddleware",
    "collective_brain.web.early_style_sheets.EarlyStyleSheetsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "collective_brain.web.csrf.CsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "collective_brain.web.offline.OfflineHeadersMiddleware",
    "accounts.middleware.MemberMiddleware",
    "accounts.seeing_as.middleware.SeeAsMiddleware",
    # After the member and their language are known: the title of a refused form is in it.
    "collective_brain.web.refused_forms.RefusedFormsMiddleware",
    # Before anything reads the form.
    "collective_brain.web.request_budget.RequestBudgetMiddleware",
    "forum.uploads.declared_size.DeclaredSizeMiddleware",
    "collective_brain.web.error_pages.MethodNotAllowedMiddleware",
]

# Django looks for its own middleware by name; ours is a subclass of it.
SILENCED_SYSTEM_CHECKS = ["security.W003"]

# --- Monitoring: nothing of it is loaded without its setting (deploy/README.md) ---
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
METRICS = env.bool("METRICS", default=False) or bool(METRICS_TOKEN)
if METRICS:
    MIDDLEWARE.insert(1, "collective_brain.observability.metrics.MetricsMiddleware")
SENTRY_DSN = env.str("SENTRY_DSN", default="")
OTEL_EXPORTER_OTLP_ENDPOINT = env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")
if OTEL_EXPORTER_OTLP_ENDPOINT:
    MIDDLEWARE.insert(1, "collective_brain.observability.traces.TracingMiddleware")

ROOT_URLCONF = "collective_brain.urls"
WSGI_APPLICATION = "collective_brain.wsgi.application"
ASGI_APPLICATION = "collective_brain.asgi.application"
FORM_RENDERER = "collective_brain.web.refused_forms.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "libraries": {
                "caching": "collective_brain.caching.template_tags",
                "contact": "collective_brain.web.contact",
                "languages": "collective_brain.i18n.template_tags",
            },
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "collective_brain.web.template_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                ),
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "collective_brain.web.display_preferences.display_context_processor",
                "collective_brain.web.announcement.announcement_context_processor",
                "collective_brain.caching.context_processors.fragment_key",
            ],
        },
    }
]

# --- Data: SQLite by default, PostgreSQL with DATABASE_URL (decision 7) ---
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
CACHE_URL = env.str("CACHE_URL", default=REDIS_URL)
# Seconds that the cache and the rate limits wait for Redis. A page then continues without them.
REDIS_TIMEOUT = 0.5
# Seconds that a page waits for a connection to PostgreSQL (decision 67). libpq waits 2 s at least.
DATABASE_TIMEOUT = 2
POSTGRESQL = "collective_brain.database.postgresql"
# pgbouncer in transaction mode may run each transaction on another connection.
PGBOUNCER = env.bool("PGBOUNCER", default=False)
if DATABASE_URL:
    DATABASES = {"default": env.db_url_config(DATABASE_URL, engine=POSTGRESQL)}
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = PGBOUNCER
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"].get("OPTIONS", {}),  # of the URL, such as sslmode
        "connect_timeout": DATABASE_TIMEOUT,
        "pool": {
            "min_size": 1,
            "max_size": env.int("DATABASE_POOL", default=10),
            "timeout": DATABASE_TIMEOUT / 4,  # then the server is asked whether it is there
            # By default the pool pauses for minutes after a long outage. A page asks it again.
            "reconnect_timeout": DATABASE_TIMEOUT,
        },
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": env.str("SQLITE_FILE", default=str(VAR / "collective-brain.sqlite3")),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    }
# collective_brain/database/replica.py says which pages read from the replica.
REPLICA_URL = env.str("REPLICA_URL", default="")
REPLICA_AFTER = env.int("REPLICA_AFTER", default=5)  # seconds; longer than the lag
if REPLICA_URL:
    if not (DATABASE_URL and REDIS_URL):
        raise ImproperlyConfigured(
            "REPLICA_URL needs DATABASE_URL, and REDIS_URL so that all processes know who wrote."
        )
    DATABASES["replica"] = {
        **DATABASES["default"],
        **env.db_url_config(REPLICA_URL, engine=POSTGRESQL),
        "TEST": {"MIRROR": "default"},
    }
    DATABASE_ROUTERS = ["collective_brain.database.replica.ReplicaRouter"]
    MIDDLEWARE.append("collective_brain.database.replica.ReplicaMiddleware")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Channel layer and caches: memory by default, Redis with REDIS_URL (decision 7) ---
# The cache "default" contains the rate limits of allauth, the version of cached pages and what the
# replica router remembers, so it must not drop an entry before its time. The cache "sessions" may:
# the database contains the sessions, too.
# Each process joins its groups again every LIVE_ROUND_EVERY seconds, so the expiry of groups only
# has to be longer than that.
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
    CACHES = {
        alias: {
            "BACKEND": "collective_brain.caching.backends.FailSafeRedisCache",
            "LOCATION": url,
            "OPTIONS": {"socket_timeout": REDIS_TIMEOUT},
        }
        for alias, url in {"default": REDIS_URL, "sessions": CACHE_URL}.items()
    }
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": (
                "forum.live.in_process_layer.InProcessChannelLayer"
                if FAST_PATHS
                else "channels.layers.InMemoryChannelLayer"
            ),
            "CONFIG": {"capacity": 10_000},
        }
    }
    CACHES = {
        "default": {"BACKEND": "collective_brain.caching.backends.UnevictedMemoryCache"},
        "sessions": {
            "BACKEND": "collective_brain.caching.backends.SizedMemoryCache",
            "LOCATION": "sessions",
            "OPTIONS": {"MAX_BYTES": 30_000_000},  # about 500 bytes each
        },
    }

# In the memory of each process. Keys contain versions, so processes need not share it.
CACHED_IN_MEMORY = {
    "pages": 30_000_000,  # bytes: whole pages for visitors, about 30 kB (caching/page_cache.py)
    "fragments": 40_000_000,  # parts of pages, about 3 kB each (caching/fragments.py)
    "cards": 5_000_000,  # pictures of shared links, about 15 kB each (forum/sharing)
}
for _name, _bytes in CACHED_IN_MEMORY.items():
    CACHES[_name] = {
        "BACKEND": "collective_brain.caching.backends.SizedMemoryCache",
        "LOCATION": _name,
        "OPTIONS": {"MAX_BYTES": _bytes},
    }
    if not FAST_PATHS:
        CACHES[_name] = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}

# The worker has a thread for each queue, so that a slow mail server delays mail only.
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend",
        "QUEUES": ["default", "mail", "mailbox", "push", "backups"],
    },
}

# --- Event log (decision 12) ---
EVENT_LOG_SWEEP_EVERY = env.int("EVENT_LOG_SWEEP_EVERY", default=30)  # seconds
EVENT_LOG_RETRY_AFTER = env.int("EVENT_LOG_RETRY_AFTER", default=60)  # seconds
EVENT_LOG_KEEP_DAYS = 30

# --- Live delivery (decision 4) ---
LIVE_ROUND_EVERY = env.int("LIVE_ROUND_EVERY", default=25)  # seconds
# Open tabs in one process (decision 63). 500 participants of an Academy may share one address.
TABS_PER_MEMBER = env.int("TABS_PER_MEMBER", default=50)
TABS_PER_ADDRESS = env.int("TABS_PER_ADDRESS", default=2000)
# Seconds in which a request has to arrive, with one more for each 200 bytes.
REQUEST_SECONDS = env.int("REQUEST_SECONDS", default=30)
# Measured: more threads are slower on SQLite.
HTTP_THREADS = env.int("HTTP_THREADS", default=4)


# --- Rate limits (web/rate_limits.py, docs/settings.md) ---
def _rates(text: str) -> list[str]:
    rates = [rate.strip() for rate in text.split(",")]
    try:
        for rate in rates:
            parse_rate(rate)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from error
    return rates


LIMITS = {
    # Every POST, before anything reads it (web/request_budget.py, decision 52).
    "request": _rates(env.str("LIMIT_REQUEST", default="120/minute, 1500/hour")),  # of a member
    # Of an address: 300 people in a room may share it.
    "visitor_request": _rates(env.str("LIMIT_VISITOR_REQUEST", default="1200/minute")),
    "sign_up": _rates(env.str("LIMIT_SIGN_UP", default="300/hour")),  # of an address
    # The confirmation link again, to one address.
    "sign_up_mail": _rates(env.str("LIMIT_SIGN_UP_MAIL", default="3/10 minutes, 10/day")),
    "sign_in": _rates(env.str("LIMIT_SIGN_IN", default="10/5 minutes")),  # failures of an account
    # Failures of an address.
    "sign_in_address": _rates(env.str("LIMIT_SIGN_IN_ADDRESS", default="100/5 minutes")),
    # Failures of a member. Three of the million possible codes are right at any time.
    "code": _rates(env.str("LIMIT_CODE", default="5/5 minutes, 50/day")),
    "post": _rates(env.str("LIMIT_POST", default="6/minute, 60/hour")),
    "message": _rates(env.str("LIMIT_MESSAGE", default="10/10 seconds")),
    "edit": _rates(env.str("LIMIT_EDIT", default="20/minute, 200/hour")),
    "report": _rates(env.str("LIMIT_REPORT", default="10/hour")),
    "bookmark": _rates(env.str("LIMIT_BOOKMARK", default="30/minute, 300/hour")),
    # Each is a frame to all tabs of the topic.
    "reaction": _rates(env.str("LIMIT_REACTION", default="20/minute, 200/hour")),
    "enquiry": _rates(env.str("LIMIT_ENQUIRY", default="10/hour, 30/day")),
    # A new name renders all cached pages again.
    "profile": _rates(env.str("LIMIT_PROFILE", default="10/10 minutes")),
    # Files, and the beginnings of files that arrive in pieces.
    "upload": _rates(env.str("LIMIT_UPLOAD", default="30/10 minutes, 100/day")),
    "preview": _rates(env.str("LIMIT_PREVIEW", default="30/minute")),
    # All participants of an Academy may share one address.
    "search": _rates(env.str("LIMIT_SEARCH", default="120/minute")),
    "suggest": _rates(env.str("LIMIT_SUGGEST", default="600/minute")),
    # Drawings of pictures of shared links. A messenger asks for one; a search engine for all.
    "card": _rates(env.str("LIMIT_CARD", default="120/minute")),
    # Requests of a private feed, of a member, and new addresses for it.
    "feed": _rates(env.str("LIMIT_FEED", default="20/10 minutes, 200/day")),
    "feed_address": _rates(env.str("LIMIT_FEED_ADDRESS", default="10/hour")),
    "draft": _rates(env.str("LIMIT_DRAFT", default="30/minute")),
    "sample_mail": _rates(env.str("LIMIT_SAMPLE_MAIL", default="3/hour, 10/day")),
    # Mails of a member to the site, and answers of the site to mails that it did not publish.
    "incoming_mail": _rates(env.str("LIMIT_INCOMING_MAIL", default="20/hour, 100/day")),
    "refusal_mail": _rates(env.str("LIMIT_REFUSAL_MAIL", default="1/hour")),
    # Mails that one mail server hands over.
    "mail_server": _rates(env.str("LIMIT_MAIL_SERVER", default="600/minute")),
    "frame": _rates(env.str("LIMIT_FRAME", default="20/10 seconds")),
}

# --- Texts of visitors, kept while they sign in (web/saved_text.py) ---
SAVED_TEXT_BYTES_PER_ADDRESS = env.int("SAVED_TEXT_BYTES_PER_ADDRESS", default=1_000_000)

# --- Budgets of one member for one day in UTC (forum/budgets, decision 53) ---
# Source and HTML of every text that is written or changed: about 200 long posts.
STORED_BYTES_A_DAY = env.int("STORED_BYTES_A_DAY", default=5_000_000)
UPLOADED_BYTES_A_DAY = env.int("UPLOADED_BYTES_A_DAY", default=50_000_000)
MENTIONS_A_DAY = env.int("MENTIONS_A_DAY", default=60)  # members who are notified
# Of new members (forum/budgets/newcomers.py, decision 94).
NEW_MEMBER_LINKS = env.int("NEW_MEMBER_LINKS", default=2)  # to other sites, in one text
NEW_MEMBER_MENTIONS = env.int("NEW_MEMBER_MENTIONS", default=5)  # in one text
NEW_MEMBER_MESSAGES_A_DAY = env.int("NEW_MEMBER_MESSAGES_A_DAY", default=50)
NEW_MEMBER_UPLOADS_A_DAY = env.int("NEW_MEMBER_UPLOADS_A_DAY", default=5)
NEW_MEMBER_TOPICS_A_DAY = env.int("NEW_MEMBER_TOPICS_A_DAY", default=3)

# --- Trust levels (forum/trust, decision 94) ---
TRUST_MEMBER_POSTS = env.int("TRUST_MEMBER_POSTS", default=3)
TRUST_MEMBER_DAYS = env.int("TRUST_MEMBER_DAYS", default=2)  # on which the member posted
TRUST_ACADEMY_DAYS = env.int("TRUST_ACADEMY_DAYS", default=3)  # as a participant of an Academy
TRUST_TRUSTED_POSTS = env.int("TRUST_TRUSTED_POSTS", default=10)
TRUST_TRUSTED_DAYS = env.int("TRUST_TRUSTED_DAYS", default=7)
TRUST_TRUSTED_ANSWERED = env.int("TRUST_TRUSTED_ANSWERED", default=3)  # posts
TRUST_HIDDEN_DAYS = env.int("TRUST_HIDDEN_DAYS", default=90)  # how long a hidden text counts
VOUCHES_A_DAY = env.int("VOUCHES_A_DAY", default=10)  # of one facilitator

# --- Reports by trusted members (forum/reports/agreement.py, decision 86) ---
# So many reports of one text hide it until somebody looks. 0 switches this off.
REPORTS_THAT_HIDE = env.int("REPORTS_THAT_HIDE", default=3)
REPORTS_HIDES_PER_DAY = env.int("REPORTS_HIDES_PER_DAY", default=3)  # in which one member counts

# --- Private notes between members (forum/private_notes, decision 97) ---
PRIVATE_NOTES = env.bool("PRIVATE_NOTES", default=True)
# How many private conversations one member begins in 24 hours, and a new member (decision 94).
PRIVATE_CONVERSATIONS_A_DAY = env.int("PRIVATE_CONVERSATIONS_A_DAY", default=20)
PRIVATE_CONVERSATIONS_A_DAY_NEW = env.int("PRIVATE_CONVERSATIONS_A_DAY_NEW", default=3)
# After everybody has left.
PRIVATE_NOTES_KEEP_DAYS = env.int("PRIVATE_NOTES_KEEP_DAYS", default=30)

# --- How long things are kept (forum/retention_table/, docs/retention.md) ---
UNCONFIRMED_ACCOUNTS_KEEP_DAYS = env.int("UNCONFIRMED_ACCOUNTS_KEEP_DAYS", default=30)
NOTIFICATIONS_KEEP_DAYS = env.int("NOTIFICATIONS_KEEP_DAYS", default=365)
# Earlier texts of edited posts. 0 keeps them for good.
REVISIONS_KEEP_DAYS = env.int("REVISIONS_KEEP_DAYS", default=0)
ADMINISTRATION_LOG_KEEP_DAYS = env.int("ADMINISTRATION_LOG_KEEP_DAYS", default=1825)
# The record of what facilitators and administrators did, with the decisions that members got.
RECORD_KEEP_DAYS = env.int("RECORD_KEEP_DAYS", default=1095)

# --- Texts that wait for a facilitator (forum/screening, decision 93) ---
# So many posts of a new member wait in themes where an administrator wants that.
FIRST_POSTS = env.int("FIRST_POSTS", default=1)
# A text that its author sends to so many places in a day waits. 0 switches this off.
SAME_TEXT_PLACES = env.int("SAME_TEXT_PLACES", default=0)
# A form of an account of its first day that is sent faster waits. 0 switches the trap off.
FORM_TRAP_SECONDS = env.int("FORM_TRAP_SECONDS", default=0)
REFUSE_DISPOSABLE_ADDRESSES = env.bool("REFUSE_DISPOSABLE_ADDRESSES", default=True)

# --- Appeals against decisions (forum/moderation, decision 87) ---
APPEAL_DAYS = env.int("APPEAL_DAYS", default=14)  # in which somebody decides
# Who else can be asked, such as an ombudsperson. Every decision shows the sentence.
APPEAL_REDRESS = env.str("APPEAL_REDRESS", default="")

# --- Drafts ---
DRAFTS_MOST = 100  # of one member
DRAFTS_KEEP_DAYS = 90  # after the last save

# --- Members ---
AUTH_USER_MODEL = "accounts.Member"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # a button shows the password
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "accounts.allauth_adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "signup": "accounts.sign_up_form.SignUpForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
    "add_email": "accounts.forms.AddEmailForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
}
# LIMITS replaces these, because our messages say how long to wait. Other limits of allauth stay.
ACCOUNT_RATE_LIMITS = {"signup": None, "login": None, "login_failed": None, "reauthenticate": None}
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Ask for the password before an e-mail address changes: the new address controls the account.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Seconds after sign-up in which the confirmation link also signs in. Mail may be slow.
ACCOUNT_LOGIN_TIMEOUT = 24 * 3600

# --- Two-step verification: a code from an app, a passkey, a recovery code ---
# If required, facilitators and administrators have no more rights than other members without it.
SECOND_STEP_REQUIRED = env.bool("SECOND_STEP_REQUIRED", default=False)
MFA_ADAPTER = "accounts.allauth_mfa_adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Collective Brain"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s, before and after, because the clocks of phones differ
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "accounts.two_step_forms.SecondStepCodeForm",
    "reauthenticate": "accounts.two_step_forms.ReauthenticateCodeForm",
    "activate_totp": "accounts.two_step_forms.SetUpAppForm",
    "add_webauthn": "accounts.two_step_forms.AddPasskeyForm",
    "edit_webauthn": "accounts.two_step_forms.RenamePasskeyForm",
    "authenticate_webauthn": "accounts.two_step_forms.SecondStepPasskeyForm",
    "login_webauthn": "accounts.two_step_forms.PasswordlessSignInForm",
    "reauthenticate_webauthn": "accounts.two_step_forms.ReauthenticatePasskeyForm",
}

# --- Sessions, cookies, headers ---
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = not LOCAL
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "collective_brain.web.error_pages.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# --- Languages ---
LANGUAGE_CODE = "en"
# Of texts and of themes.
CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("pt", _("Portuguese")),
]
# Of the interface (decision 74). What the catalogue pt_BR does not say, pt says.
LANGUAGES = [
    *CONTENT_LANGUAGES[:-1],
    ("pt", _("Portuguese (Portugal)")),
    ("pt-br", _("Portuguese (Brazil)")),
]
MODELTRANSLATION_LANGUAGES = tuple(code for code, _name in CONTENT_LANGUAGES)
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "collective_brain" / "locale"]
FORMAT_MODULE_PATH = "collective_brain.i18n.formats"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- Mail: files in VAR_DIR/mail without EMAIL_URL ---
EMAIL_URL = env.str("EMAIL_URL", default="")
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default="Collective Brain <collective-brain@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if EMAIL_URL:
    globals().update(env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
# A provider of django-anymail instead of a mail server, such as mailgun (docs/mail.md).
EMAIL_PROVIDER = env.str("EMAIL_PROVIDER", default="")
EMAIL_PROVIDER_SETTINGS = env.dict("EMAIL_PROVIDER_SETTINGS", default={})
if EMAIL_PROVIDER:
    INSTALLED_APPS.append("anymail")
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
    ANYMAIL = {
        f"{EMAIL_PROVIDER}_{name}".upper(): value for name, value in EMAIL_PROVIDER_SETTINGS.items()
    }
# user:password that the webhooks of a provider send, if it does not sign its requests.
EMAIL_WEBHOOK_SECRET = env.str("EMAIL_WEBHOOK_SECRET", default="")
if EMAIL_PROVIDER and EMAIL_WEBHOOK_SECRET:
    ANYMAIL["WEBHOOK_SECRET"] = EMAIL_WEBHOOK_SECRET
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)  # seconds for each answer of the server
if METRICS:
    COUNTED_EMAIL_BACKEND = EMAIL_BACKEND
    EMAIL_BACKEND = "collective_brain.observability.metrics.CountingEmailBackend"
# Requests store mail; the worker sends it (decision 66).
DELIVERY_EMAIL_BACKEND = EMAIL_BACKEND
EMAIL_BACKEND = "collective_brain.outgoing_mail.backend.StoringEmailBackend"
# --- Mail to members about what they follow (docs/mail.md) ---
# Seconds between a post and its mail. Everything new in the topic comes in one mail.
MAIL_WAIT = env.int("MAIL_WAIT", default=600)
MAILS_A_DAY = env.int("MAILS_A_DAY", default=30)  # of one member (UTC); the rest wait a day
DKIM_SELECTOR = env.str("DKIM_SELECTOR", default="mail")  # the administrators' page checks it
MAILS_A_MINUTE = env.int("MAILS_A_MINUTE", default=100)  # to one domain; the rest wait a minute
# --- Mail from members (docs/mail.md): nothing of it without INCOMING_MAIL_DOMAIN ---
# The domain of the addresses that members answer to, such as reply+KEY@answers.example.org.
INCOMING_MAIL_DOMAIN = env.str("INCOMING_MAIL_DOMAIN", default="")
# The name of the mail server that checks senders and writes Authentication-Results.
INCOMING_MAIL_AUTHSERV_ID = env.str("INCOMING_MAIL_AUTHSERV_ID", default="")
# Where the site itself takes mail: lmtp://127.0.0.1:8024, or smtp://127.0.0.1:8025.
INCOMING_MAIL_LISTEN = env.str("INCOMING_MAIL_LISTEN", default="")
# A mailbox that the worker reads instead: imaps://user:password@host/INBOX.
INCOMING_MAIL_IMAP_URL = env.str("INCOMING_MAIL_IMAP_URL", default="")
INCOMING_MAIL_MAX_BYTES = env.int("INCOMING_MAIL_MAX_BYTES", default=10_000_000)

# --- Push messages to devices (decision 82): without this key the site sends none ---
PUSH_PRIVATE_KEY = env.str("PUSH_PRIVATE_KEY", default="")
PUSH_TO_PRIVATE_ADDRESSES = False  # tests have their push service on this machine

# --- Backups (docs/backup.md): a folder or s3://bucket/folder. The worker writes one each day ---
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default="")
BACKUP_KEEP = env.str("BACKUP_KEEP", default="7d,4w,12m")

# --- Static files ---
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
BUILT_STATIC_FILES = BASE_DIR / "assets"  # in an image: collected when it was built
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "collective_brain.web.static_files.StaticFilesStorage"},
    "uploads": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": VAR / "uploads",
            "base_url": None,
            "file_permissions_mode": 0o640,
        },
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False


def _set_static_headers(headers: MutableMapping[str, str], path: str, url: str) -> None:
    """Forbid guessing types. Leave the character set out: scripts and style sheets are in UTF-8."""
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Type"] = headers["Content-Type"].partition(";")[0]


WHITENOISE_ADD_HEADERS_FUNCTION = _set_static_headers

# --- Uploaded files (decision 85) ---
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=10_000_000)  # of one file
UPLOAD_BYTES_PER_MEMBER = env.int("UPLOAD_BYTES_PER_MEMBER", default=500_000_000)
UPLOAD_PIECE_MAX_BYTES = 512 * 1024  # scripts send pieces of 256 kB
UPLOAD_MAX_FORM_BYTES = UPLOAD_MAX_BYTES + 64 * 1024  # with the other fields of the form
# The virus scanner: host:port or the path of its socket. Nothing is scanned without it.
CLAMAV_ADDRESS = env.str("CLAMAV_ADDRESS", default="")
# The address in nginx of the folder with the files, such as /stored-uploads, for X-Accel-Redirect.
UPLOADS_ACCEL = env.str("UPLOADS_ACCEL", default="").rstrip("/")
# A class of django-storages and its settings (docs/uploads.md). A folder without it.
UPLOADS_STORAGE = env.str("UPLOADS_STORAGE", default="")
UPLOADS_STORAGE_OPTIONS = env.json("UPLOADS_STORAGE_OPTIONS", default={})
# Another host name of this site that only sends files, without cookies (forum/uploads/links.py).
UPLOADS_HOST = env.str("UPLOADS_HOST", default="")
# UPLOADS_HOST is the host of the storage: readers get links that the storage signs.
UPLOADS_STORAGE_LINKS = env.bool("UPLOADS_STORAGE_LINKS", default=False)
if UPLOADS_HOST:
    _file_origin = f"{'http' if LOCAL else 'https'}://{UPLOADS_HOST}"
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(_file_origin)
    if not UPLOADS_STORAGE_LINKS:
        MIDDLEWARE.insert(1, "forum.uploads.file_host.FileHostMiddleware")
if UPLOADS_STORAGE:
    STORAGES["uploads"] = {"BACKEND": UPLOADS_STORAGE, "OPTIONS": UPLOADS_STORAGE_OPTIONS}
# Every file goes to disk, so that many at once need no memory.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

# --- Logging: JSON lines on standard error ---
LOG_LEVEL = env.str("LOG_LEVEL", default="WARNING")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "collective_brain.observability.logs.RequestIdFilter"}},
    "formatters": {"json": {"()": "collective_brain.observability.logs.JsonFormatter"}},
    "handlers": {
        "out": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request_id"]}
    },
    "root": {"handlers": ["out"], "level": LOG_LEVEL},
    "loggers": {"django": {"handlers": [], "level": LOG_LEVEL}},
}
# The names of the environment variables of the site, for backups.
ENVIRONMENT_VARIABLES = sorted(env.names)
