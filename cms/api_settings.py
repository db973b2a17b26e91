"""What the framework of the APIs and its schema take. Nothing here is read from the environment."""

# The reading side declares what it needs in `cms.delivery.views`; these are for whatever else is built on it.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "cms.delivery.problems.answer_problem",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Newsroom delivery API",
    "DESCRIPTION": (
        "Everything the newsroom has published, for websites and apps. Times are in UTC and end in `Z`; addresses are "
        "absolute; ids are opaque; lists are never null; where a text is one of several words, more words may come. "
        "Errors are RFC 9457 problem details. Every answer carries an `ETag`: send it back in `If-None-Match`, and an "
        "unchanged answer costs nothing."
    ),
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "POSTPROCESSING_HOOKS": ["cms.delivery.schema.add_shapes"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
    "DISABLE_DOCSTRING_DESCRIPTIONS": True,
}
