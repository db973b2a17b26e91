"""How the code must stay: layers, one door for each fact, and the smells that a tool can find.

An exception stands in `EXCEPTIONS` with its reason. One that is no longer needed fails as well.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import global_settings
from django.core.management import call_command
from django.utils.module_loading import import_string
from importlinter.cli import lint_imports

from cms import settings as own_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("cms", "media", "authors", "articles")
NOT_OURS = {".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache",
            ".hypothesis", ".import_linter_cache"}  # fmt: skip

# By rule: the place, and the reason.
EXCEPTIONS: dict[str, dict[str, str]] = {
    "broad handlers": {
        "cms/worker.py": "the worker's outermost loop: one failing chore must not stop the others",
    },
    "forwarders": {
        "cms/delivery/serializers/words.py yes_or_no": "one of the words in which that module writes its shapes",
    },
    "raw SQL": {
        "cms/publishing.py": "Django has no word for PostgreSQL's advisory lock",
        "cms/rows.py": "COPY and executemany, where an object for each row would take most of the time",
        "cms/management/commands/grant_delivery.py": "Django has no word for a role and what it may read",
        "cms/search/sqlite.py": "Django has no word for full text search in SQLite",
        "cms/search/postgresql.py": "vectors of words are made here, not by the database from text",
        "cms/search/bands.py": "PostgreSQL's alone, and without a model",
        "cms/delivery/statements.py": "runs what Django wrote once, instead of having it written for each request",
    },
    "withdrawn_at": {
        "cms/admin.py": "shows the column to the newsroom, and decides nothing by it",
    },
    "patches of our modules": {
        "tests/test_media_making.py sandbox.ON_REQUEST": "less memory, instead of a picture that takes a gigabyte",
        "tests/test_media_making.py making.PATIENCE": "a fifth of a second in the line, instead of half a minute",
        "tests/test_sitemaps.py maps.PAGE": "a page of ten stories, instead of 1,001 of them",
        "tests/test_sitemaps.py maps.MOST_NEWS": "a map of few stories, instead of 1,001 of them",
        "tests/test_delivery_facets.py published.SIZES": "a list of six that is much, instead of 1,001 stories",
        "tests/test_delivery_sharing.py published.SIZES": "three stories that are very many, instead of 10,001",
        "tests/test_delivery_facets.py pagination.MOST_COUNTED": "a lower bound, instead of 10,001 stories",
        "tests/test_search_index.py bands.FULL": "bands of a few stories, instead of thousands of them",
        "tests/test_search_index.py bands.CROWDED": "bands of a few stories, instead of thousands of them",
        "tests/test_live_coverage.py coverage.CHANGES": "a shorter answer, instead of 101 posts",
        "tests/test_events.py events.BATCH": "a smaller batch, instead of 501 events",
        "tests/test_edge_cache.py follower.MOST_EVENTS": "a smaller number, instead of 10,000 events",
        "tests/test_dependents.py dependents.BATCH": "a smaller batch, instead of 101 stories",
    },
}


def refuse(rule: str, found: Iterable[str]) -> None:
    """Fails where something is found that has no reason to be there, or a reason whose cause has gone."""
    allowed, found = EXCEPTIONS.get(rule, {}), set(found)
    assert not found - set(allowed), f"{rule}: mend these, or give a reason in EXCEPTIONS"
    assert not set(allowed) - found, f"{rule}: these exceptions are needed no more"


@cache
def modules() -> dict[str, ast.Module]:
    """The product's own modules by path, without migrations, which are history."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    paths = [*paths, ROOT / "manage.py", ROOT / "set_up.py"]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths if "migrations" not in path.parts
    }


@cache
def modules_of_tests() -> dict[str, ast.Module]:
    paths = sorted((ROOT / "tests").rglob("*.py"))
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text()) for path in paths}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def source_lines(path: str) -> list[str]:
    return (ROOT / path).read_text().splitlines()


# Layers, and what Django checks.


def test_imports_point_one_way_and_delivery_cannot_write(capsys):
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)

    assert status == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_no_migration_is_missing():
    said = io.StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_every_migration_is_named():
    names = [path.stem for package in PACKAGES for path in (ROOT / package / "migrations").glob("0*.py")]

    assert names
    assert [name for name in names if not re.fullmatch(r"\d{4}_[a-z][a-z_]+", name) or "_auto_" in name] == []


@pytest.mark.parametrize(
    "name",
    [
        *own_settings.EVENT_SUBSCRIBERS,
        *own_settings.PUNCTUAL_JOBS,
        *own_settings.WORKER_JOBS,
        *own_settings.LONG_JOBS,
        *own_settings.RECOMPILERS.values(),
    ],
)
def test_every_name_in_the_settings_leads_somewhere(name):
    assert callable(import_string(name))


# 1. Blind handlers.


def test_failures_are_caught_by_name():
    found = [
        path
        for path, tree in modules().items()
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        and (handler.type is None or {"Exception", "BaseException"} & {name.id for name in names_in(handler.type)})
    ]

    assert len(found) == 1
    refuse("broad handlers", found)


def names_in(node: ast.AST) -> list[ast.Name]:
    return [name for name in ast.walk(node) if isinstance(name, ast.Name)]


# 2. Functions that only forward.


def test_no_function_only_forwards():
    """Methods are left out: where they forward, they answer to the name that a framework calls."""
    found = [
        f"{path} {it.name}"
        for path, tree in modules().items()
        for it in tree.body
        if isinstance(it, ast.FunctionDef) and forwards(it)
    ]

    refuse("forwarders", found)


def forwards(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    body = [it for it in function.body if not (isinstance(it, ast.Expr) and isinstance(it.value, ast.Constant))]
    if len(body) != 1 or not isinstance(body[0], ast.Return) or not isinstance(body[0].value, ast.Call):
        return False
    taken = {it.arg for it in [*function.args.args, *function.args.kwonlyargs]} - {"self", "cls"}
    call = body[0].value
    if any(isinstance(it, ast.Call) for it in ast.walk(call.func)):
        return False
    if any(ast.unparse(it.value) != it.arg for it in call.keywords):
        # It gives its arguments other names, as a queryset's method does to the columns that it hides.
        return False
    given = {ast.unparse(value) for value in [*call.args, *(it.value for it in call.keywords)]}
    return bool(taken) and given == taken


# 3. Modules that are named for nothing.


def test_no_module_is_a_drawer_for_everything():
    drawers = {
        "utils",
        "helpers",
        "common",
        "core",
        "misc",
        "base",
        "services",
        "selectors",
        "repositories",
        "managers",
    }

    refuse("drawers", [path for path in modules() if drawers & set(Path(path).with_suffix("").parts)])


# 4. Settings and packages that nobody reads.


def test_every_setting_is_read():
    code = "\n".join((ROOT / path).read_text() for path in modules() if path != "cms/settings.py")
    own = (ROOT / "cms/settings.py").read_text()
    packages = (
        "REST_FRAMEWORK",
        "SPECTACULAR_SETTINGS",
        "UNFOLD",
        "WHITENOISE_",
        "FORMS_URLFIELD_ASSUME_HTTPS",
        "ROOT_URLCONF",
    )

    names = [name for name in vars(own_settings) if name.isupper() and not name.startswith(packages)]
    unread = [name for name in names if not hasattr(global_settings, name) and f"settings.{name}" not in code]

    refuse("settings", [name for name in unread if len(re.findall(rf"\b{name}\b", own)) < 2])


def test_every_environment_variable_has_a_remedy():
    own = (ROOT / "cms/settings.py").read_text()
    read = set(re.findall(r'(?:env\.\w+\(|env\.\w+, |database_at\()"([A-Z0-9_]+)"', own))

    # Any text will do for these two, so that they are never wrong.
    assert read - {"DATA_DIR", "HOST"} == set(own_settings.REMEDIES)


def test_every_environment_variable_is_explained_to_whoever_runs_it():
    readme = (ROOT / "README.md").read_text()

    refuse("unexplained", [name for name in own_settings.REMEDIES if f"`{name}`" not in readme])


IMPORTED_AS = {
    "django-unfold": "unfold", "django-tree-queries": "tree_queries", "djangorestframework": "rest_framework",
    "drf-spectacular": "drf_spectacular", "pillow": "PIL", "granian": "granian", "psycopg": "postgres",
    "tzdata": "zoneinfo", "pystemmer": "Stemmer",
}  # fmt: skip


def test_every_package_that_is_installed_is_used():
    lines = (ROOT / "requirements/run.in").read_text().splitlines()
    names = [re.match(r"[\w-]+", line).group().lower() for line in lines if line and not line.startswith("#")]
    code = "\n".join((ROOT / path).read_text() for path in modules())
    assert len(names) > 10

    refuse("packages", [name for name in names if IMPORTED_AS.get(name, name.replace("-", "_")) not in code])


def test_every_package_says_what_it_is_for():
    for file in ("run.in", "s3.in", "c2pa.in", "heif.in", "signing.in", "limits.in", "dev.in"):
        lines = [line for line in (ROOT / "requirements" / file).read_text().splitlines() if line[:1].isalpha()]
        assert [line for line in lines if "#" not in line] == []


def test_every_function_and_class_is_used_outside_the_tests():
    """Frameworks find commands, app configurations, and whatever is decorated by themselves."""
    product = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.suffix in (".py", ".html")]
    words = Counter(re.findall(r"\w+", "\n".join(path.read_text() for path in product)))
    found = [
        f"{path} {node.name}"
        for path, tree in modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list and words[node.name] < 2
        if not node.name.endswith("Config") and path not in ("set_up.py", "manage.py")
    ]

    refuse("unused code", found)


# 5. Comments that narrate.


@cache
def comments() -> list[tuple[str, int, str]]:
    """Path, line and text of each comment that stands on a line of its own."""
    return [
        (path, token.start[0], token.string.lstrip("# "))
        for path in modules()
        for token in tokenize.generate_tokens(io.StringIO((ROOT / path).read_text()).readline)
        if token.type == tokenize.COMMENT and token.line.strip() == token.string
    ]


def test_comments_are_few_and_give_reasons():
    total = sum(len(source_lines(path)) for path in modules())
    narrators = [
        (path, number, text) for path, number, text in comments() if narrates(text, next_code_line(path, number))
    ]

    assert len(comments()) <= 0.08 * total
    assert len(comments()) < 50 or len(narrators) <= 0.04 * len(comments()), narrators


def next_code_line(path: str, number: int) -> str:
    following = (line for line in source_lines(path)[number:] if line.strip() and not line.strip().startswith("#"))
    return next(following, "")


def narrates(text: str, code: str) -> bool:
    words = {word for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in ("the", "and", "for")}
    return bool(words) and len(words & set(re.findall(r"[a-z]{3,}", code.lower()))) >= 0.6 * len(words)


def test_no_comment_is_a_banner_or_a_diary():
    banner = re.compile(r"[=\-#*]{3,}|Step \d|Now we|Initiali[sz]e|TODO|FIXME|XXX")

    refuse("banners", [f"{path} {number}" for path, number, text in comments() if banner.match(text)])


def test_every_silenced_check_has_its_reason():
    silenced = re.compile(r"# no" r"qa(?!: [A-Z0-9]+(, [A-Z0-9]+)* .*\w{3})")
    paths = [*modules(), *modules_of_tests()]

    refuse("noqa", [f"{path} {line.strip()}" for path in paths for line in source_lines(path) if silenced.search(line)])


# 6. Tests that test their own mocks.


def test_tests_patch_nothing_of_ours():
    found = []
    for path, tree in modules_of_tests().items():
        ours = imported_modules(tree)
        for call in calls(tree):
            if (
                isinstance(call.func, ast.Attribute | ast.Name)
                and call.args
                and last_name(call.func) in ("setattr", "patch")
            ):
                target = call.args[0]
                if isinstance(target, ast.Constant) and str(target.value).split(".")[0] in PACKAGES:
                    found.append(f"{path} {target.value}")
                elif isinstance(target, ast.Name) and target.id in ours and len(call.args) > 1:
                    found.append(f"{path} {target.id}.{ast.literal_eval(call.args[1])}")

    refuse("patches of our modules", found)


def imported_modules(tree: ast.Module) -> set[str]:
    """Names under which a test knows our modules and classes."""
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] in PACKAGES
        for alias in node.names
    }


def last_name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def test_tests_use_no_mocks():
    mocks = {"Mock", "MagicMock", "AsyncMock", "mocker"}

    refuse("mocks", [path for path, tree in modules_of_tests().items() if mocks & {it.id for it in names_in(tree)}])


# 7. Imports that hide a cycle.


def test_no_import_hides_in_a_function():
    found = [
        f"{path} {function.name}"
        for path, tree in modules().items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    refuse("hidden imports", found)


def test_modules_know_each_other_one_way_only():
    """Types count as well: what is known in a circle can neither be read nor taken out by itself."""
    known = {name: imports_of(path) - {name} for name, path in modules_by_name().items()}
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        pytest.fail(f"A circle: {' → '.join(error.args[1])}")


@cache
def modules_by_name() -> dict[str, str]:
    names = {path: path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in modules()}
    return {name: path for path, name in names.items()}


def imports_of(path: str) -> set[str]:
    """Our own modules; a name that is taken from a package is that of a module where there is one."""
    named = [
        (node.module or "", alias.name)
        for node in ast.walk(modules()[path])
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    return {f"{package}.{name}" if f"{package}.{name}" in modules_by_name() else package for package, name in named}


# 9. Rules that are scattered.


def test_nothing_happens_behind_a_save():
    hidden = re.compile(r"\b(post_save|pre_save|post_delete|pre_delete|m2m_changed)\b|def save\(")

    refuse("hidden effects", [path for path in modules() if hidden.search((ROOT / path).read_text())])


def test_whether_a_document_is_public_is_decided_in_one_place():
    """Others ask `Document.objects.live()`, `listed()` and their kin."""
    owners = {"cms/models.py", "cms/publishing.py", "cms/chain.py"}
    found = [path for path in modules() if path not in owners and "withdrawn_at" in (ROOT / path).read_text()]

    refuse("withdrawn_at", found)


def test_the_state_of_a_story_is_never_a_bare_word():
    words = {"draft", "in_review", "ready", "scheduled", "published", "hold", "spiked", "unpublished", "retracted"}
    found = [
        f"{path} {ast.unparse(node)}"
        for path, tree in modules().items()
        if path.startswith("articles/") and "sample" not in path
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare | ast.keyword)
        and "state" in ast.unparse(node).lower()
        and words & {it.value for it in ast.walk(node) if isinstance(it, ast.Constant) and isinstance(it.value, str)}
    ]

    refuse("bare states", found)


WRITERS = {
    "Document": "cms/publishing.py",
    "Reference": "cms/references.py",
    "Representation": "cms/representations.py",
    "Event": "cms/publishing.py",
    "Stale": "cms/dependents.py",
    "Cursor": "cms/events.py",
    "Revision": "articles/editing.py",
    "Autosave": "articles/autosaving.py",
    "ScopedChange": "cms/changes.py",
    "Followed": "cms/changes.py",
    "SearchIndex": "cms/search/indexing.py",
    "SearchTypo": "cms/search/vocabulary.py",
    "SearchWord": "cms/search/vocabulary.py",
}
WRITES = {
    "create",
    "bulk_create",
    "get_or_create",
    "update_or_create",
    "update",
    "bulk_update",
    "delete",
    "_raw_delete",
}


def test_each_table_that_readers_depend_on_has_one_writer():
    found = set()
    for path, tree in modules().items():
        for call in calls(tree):
            model = root_name(call.func)
            writes = isinstance(call.func, ast.Name) or last_name(call.func) in WRITES
            if writes and model in WRITERS and WRITERS[model] != path:
                found.add(f"{path} {model}")

    refuse("writers", found)


def root_name(node: ast.AST) -> str:
    """`Document` of `Document.objects.filter(…).update`."""
    while isinstance(node, ast.Attribute | ast.Call):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return node.id if isinstance(node, ast.Name) else ""


def test_sql_is_written_by_django():
    raw = {"execute", "executemany", "raw", "RawSQL"}
    found = [path for path, tree in modules().items() if any(last_name(call.func) in raw for call in calls(tree))]

    refuse("raw SQL", [path for path in found if path != "cms/append_only.py"])


# Size.


def test_modules_are_small():
    found = [
        path
        for path in modules()
        if len(source_lines(path)) > (400 if "models" in Path(path).with_suffix("").parts else 300)
    ]

    refuse("long modules", found)


def test_functions_are_small():
    found = [
        f"{path} {it.name}"
        for path, tree in modules().items()
        for it in functions(tree)
        if it.end_lineno - it.lineno >= 40
    ]

    refuse("long functions", found)


def test_functions_take_few_things_in_order():
    found = [
        f"{path} {it.name}"
        for path, tree in modules().items()
        for it in functions(tree)
        if len([arg for arg in [*it.args.posonlyargs, *it.args.args] if arg.arg not in ("self", "cls")]) > 5
    ]

    refuse("many parameters", found)


# Traces of where it was written.


def test_no_file_names_a_package_host_or_a_place_on_a_machine():
    # Put together from halves, so that this file does not find itself.
    halves = [("pypi", ".org"), ("python", "hosted"), ("npmjs", ".org"), ("npmjs", ".com"), ("debian", ".org"),
              ("/work", "/"), ("/root", "/"), ("/tm", "p/farm"), ("/opt", "/"), ("/home", "/")]  # fmt: skip
    trace = re.compile("|".join(re.escape(first + second) for first, second in halves))
    found = [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts) and trace.search(readable(path))
    ]

    refuse("traces", found)


def readable(path: Path) -> str:
    return path.read_bytes().decode(errors="ignore")


def test_each_exception_says_why():
    reasons = [reason for places in EXCEPTIONS.values() for reason in places.values()]

    assert all(len(reason.split()) >= 4 for reason in reasons)
    assert [reason for reason, number in Counter(reasons).items() if number > 5] == []
