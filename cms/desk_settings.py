"""How the desk looks: what django-unfold takes. Nothing here is read from the environment."""

from cms.colours import TEAL

UNFOLD = {
    "SITE_TITLE": "articles.admin.desk.site_title",
    "SITE_HEADER": "articles.admin.desk.site_title",
    "SITE_SUBHEADER": "Newsroom",
    "SITE_SYMBOL": "newspaper",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "articles.admin.desk.icon"}],
    "STYLES": ["articles.admin.desk.stylesheet"],
    "SCRIPTS": ["articles.admin.desk.script"],
    "ENVIRONMENT": "articles.admin.desk.environment",
    "DASHBOARD_CALLBACK": "articles.admin.desk.dashboard",
    "LOGIN": {"form": "cms.entrance_forms.LoginForm"},
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "SIDEBAR": {"navigation": "articles.admin.desk.sidebar"},
    "COLORS": {"primary": TEAL},
}
