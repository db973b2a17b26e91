"""Ways to work at the desk: with a mouse, with fingers on a phone, and by keys alone. Each does what a person would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from tests.accessibility import violations

if TYPE_CHECKING:
    import re

    from playwright.sync_api import Locator, Page

# Where words stand in a block, for whoever points at them.
BOX_OF = """(block, words) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + words.length);
        const {left, top, width, height} = range.getBoundingClientRect();
        return {left, top, width, height};
    }
}"""
SELECT = """([block, words]) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
    }
}"""


class Hands:
    """What people do in pages, whatever they do it with."""

    # Of the browser that they work in.
    browser: dict[str, Any] = {}

    def __init__(self, page: Page) -> None:
        self.page = page

    def go(self, address: str) -> None:
        self.page.goto(address)

    def told(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=30_000)

    def look(self, part: str | None = None) -> None:
        """At what is shown now, or at a part of it."""

    def press(self, control: Locator) -> None:
        control.click()

    def open(self, control: Locator) -> None:
        """Presses what loads a page."""
        with self.page.expect_navigation():
            self.press(control)
        if self.page.locator("#keeping").count():
            self.page.wait_for_selector("#article_form[data-keeps]")

    def button(self, name: str) -> None:
        self.open(self.page.get_by_role("button", name=name, exact=True))

    def link(self, name: str | re.Pattern[str]) -> None:
        self.open(self.page.get_by_role("link", name=name).first)

    def ask(self, step: str) -> None:
        """Opens the page on which a step is asked about."""
        self.open(self.page.locator(".panel-steps").get_by_role("link", name=step))

    def write(self, field: Locator, words: str) -> None:
        """After what is there."""
        self.press(field)
        self.page.keyboard.press("End")
        self.page.keyboard.type(words)

    def fill(self, field: Locator, value: str) -> None:
        """A field with parts, such as a date."""
        field.fill(value)

    def tick(self, control: Locator) -> None:
        self.press(control)

    def choose(self, field: str, words: str) -> None:
        """In a chooser of the admin: open, type, take."""
        self.press(self.page.locator(f"#{field} + .select2-container"))
        self.page.locator(".select2-container--open input.select2-search__field").last.wait_for()
        self.page.keyboard.type(words)
        self.press(self.page.locator(".select2-results__option", has_text=words).first)

    @property
    def text(self) -> Locator:
        return self.page.locator(".be-body")

    def block(self, place: int) -> Locator:
        return self.page.locator(".be-body > [data-block]").nth(place)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def select(self, place: int, words: str) -> None:
        raise NotImplementedError

    def end_of(self, place: int) -> None:
        raise NotImplementedError

    def tool(self, name: str) -> None:
        """Of those above the body."""
        self.press(self.page.get_by_role("toolbar", name="Tools for body").get_by_label(name))

    def further(self, name: str) -> None:
        """What is under the tool for more."""
        self.tool("More formatting")
        self.press(self.page.get_by_role("menuitem", name=name))

    def bold(self) -> None:
        self.tool("Bold")

    def connect(self, address: str) -> None:
        """The selected words lead there."""
        self.tool("Link")
        self.write(self.dialog.get_by_label("Address", exact=True), address)
        self.look("dialog")
        self.press(self.dialog.get_by_role("button", name="Set the link"))

    def insert(self, label: str) -> None:
        self.tool("Insert a block")
        self.look("dialog")
        self.press(self.dialog.get_by_role("button", name=label, exact=True))

    def details(self, place: int, of: str) -> None:
        self.press(self.block(place).get_by_label(f"Details of {of}"))

    def take(self, words: str) -> None:
        """One of those that a dialog offers."""
        self.write(self.dialog.get_by_role("searchbox"), words)
        self.found()
        self.press(self.dialog.locator(".be-choice", has_text=words))

    def found(self) -> None:
        """What was asked for is all that is offered."""
        expect(self.dialog.get_by_role("status")).to_have_text("1 found")


class Mouse(Hands):
    def select(self, place: int, words: str) -> None:
        self.block(place).scroll_into_view_if_needed()
        box = self.block(place).evaluate(BOX_OF, words)
        self.page.mouse.dblclick(box["left"] + box["width"] / 2, box["top"] + box["height"] / 2)

    def end_of(self, place: int) -> None:
        self.block(place).click()
        self.page.keyboard.press("End")


class Fingers(Hands):
    browser = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

    def look(self, part: str | None = None) -> None:
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(self.page, part) == []

    def press(self, control: Locator) -> None:
        """Once the page stands still there: what scrolls takes the tap for itself."""
        control.scroll_into_view_if_needed()
        self.page.wait_for_timeout(150)
        control.tap()

    def select(self, place: int, words: str) -> None:
        """By the handles that a phone draws itself, at words that are held."""
        self.block(place).tap()
        self.page.evaluate(SELECT, [self.block(place).element_handle(), words])

    def end_of(self, place: int) -> None:
        self.block(place).scroll_into_view_if_needed()
        box = self.block(place).evaluate(BOX_OF, self.block(place).inner_text()[-1:])
        self.page.touchscreen.tap(box["left"] + box["width"] + 3, box["top"] + box["height"] / 2)


# Tells of a focus that nobody can see. Put into every page before its own scripts.
WATCH = """
(() => {
    const still = new CSSStyleSheet();
    still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important }');
    document.addEventListener('DOMContentLoaded', () => document.adoptedStyleSheets.push(still));
    const PROPERTIES = [
        'outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'borderColor', 'borderWidth', 'backgroundColor',
    ];
    const lookOf = (it) => PROPERTIES.map((name) => getComputedStyle(it)[name]).join();
    const look = (it) => {
        const around = [it, it.parentElement, it.parentElement?.parentElement, it.nextElementSibling];
        return around.filter(Boolean).map(lookOf).join('|');
    };
    const tell = (what, it) => window.tellUnseen?.(`${what} at ${location.pathname}: ${it.outerHTML.slice(0, 200)}`);
    // A cursor shows where one writes.
    const WITHOUT = ['checkbox', 'radio', 'file', 'submit', 'button', 'reset'];
    const hasCursor = (it) => it.isContentEditable || (it.matches('textarea, input') && !WITHOUT.includes(it.type));
    const isInSight = (it) => {
        const box = it.getBoundingClientRect();
        const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
        const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
        if (left >= right || top >= bottom) return false;
        return [.1, .5, .9].some((x) => [.1, .5, .9].some((y) => {
            const seen = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
            return seen && (it.contains(seen) || seen.contains(it) || it.labels?.[0]?.contains(seen));
        }));
    };
    // A row that was just asked for takes the focus a moment later, and has pushed away what asked for it.
    let added = -1000;
    document.addEventListener('formset:added', () => { added = performance.now(); });
    const looks = new WeakMap();
    addEventListener('focusin', ({ target }) => {
        looks.set(target, look(target));
        requestAnimationFrame(() => requestAnimationFrame(() => {
            if (document.activeElement !== target || performance.now() - added < 200) return;
            if (!isInSight(target)) tell('Not in sight', target);
        }));
    }, true);
    addEventListener('focusout', ({ target }) => setTimeout(() => {
        if (document.activeElement === target || !target.isConnected || hasCursor(target)) return;
        if (target.id !== 'content' && looks.get(target) === look(target)) tell('Without a sign of focus', target);
    }), true);
})();
"""
# Whether the focus is there, or by which key one comes nearer: forwards or backwards, whichever is shorter.
NEARER = """(target) => {
    const active = document.activeElement;
    const isOfGroup = target.type === 'radio' && active.type === 'radio' && active.name === target.name;
    if (isOfGroup || target.contains(active)) return 'there';
    const within = document.querySelector('dialog[open]') ?? document;
    const controls = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]';
    const isStop = (it) => (it.tabIndex >= 0 || it.isContentEditable) && !it.disabled
        && it.checkVisibility({ visibilityProperty: true });
    const all = [...within.querySelectorAll(controls)].filter((it) => it === target || isStop(it));
    const inside = all.findIndex((it) => target.contains(it));
    const ahead = inside - (active === document.body ? -1 : all.indexOf(active));
    const steps = (ahead + all.length) % all.length;
    return steps <= all.length / 2 ? 'Tab' : 'Shift+Tab';
}"""
FURTHEST = 120


class Keys(Hands):
    """What cannot be reached by Tab, arrows and shortcuts is not reached at all."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self.unseen: list[str] = []
        page.expose_function("tellUnseen", lambda said: self.unseen.append(said))
        page.add_init_script(WATCH)

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def reach(self, control: Locator) -> None:
        control.wait_for(state="attached")
        target = control.element_handle()
        for _ in range(FURTHEST):
            key = target.evaluate(NEARER)
            if key == "there":
                return
            self.key(key)
        raise AssertionError(f"No key leads to {control}; the focus is at {self.at()}")

    def at(self) -> str:
        return self.page.evaluate("document.activeElement.outerHTML.slice(0, 200)")

    def keeps_focus(self) -> None:
        """Whatever opened or closed, one is somewhere."""
        self.page.wait_for_function("document.activeElement !== document.body", timeout=10_000)

    def press(self, control: Locator) -> None:
        self.reach(control)
        self.key("Enter")

    def open(self, control: Locator) -> None:
        super().open(control)
        if self.unseen:
            raise AssertionError("\n".join(self.unseen))

    def write(self, field: Locator, words: str) -> None:
        self.reach(field)
        self.key("End")
        self.page.keyboard.type(words)

    def fill(self, field: Locator, value: str) -> None:
        self.reach(field)
        self.key("Control+a")
        self.page.keyboard.type(value)

    def tick(self, control: Locator) -> None:
        """One of several is reached by arrows, from whichever of them Tab has led to."""
        name = control.get_attribute("name")
        if control.get_attribute("type") != "radio":
            self.reach(control)
            self.key("Space")
            return
        every = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = self.page.locator(f"input[type=radio][name='{name}']:checked")
        self.reach(chosen if chosen.count() else every.first)
        for _ in range(every.count()):
            if control.is_checked():
                return
            self.key("ArrowDown")
        self.key("Space")
        assert control.is_checked()

    def choose(self, field: str, words: str) -> None:
        chooser = self.page.locator(f"#{field} + .select2-container")
        self.reach(chooser)
        if chooser.locator(".select2-selection--single").count():
            self.key("Enter")
            # Nobody types before the field that takes it is there.
            expect(self.page.locator(".select2-container--open .select2-search__field")).to_be_focused()
        self.page.keyboard.type(words)
        self.page.locator(".select2-results__option--highlighted", has_text=words).wait_for()
        self.key("Enter")
        expect(chooser).to_contain_text(words)
        self.keeps_focus()

    def to(self, place: int, offset: int) -> None:
        self.reach(self.text)
        self.key("Control+Home", *["ArrowDown"] * place, "Home", *["ArrowRight"] * offset)

    def select(self, place: int, words: str) -> None:
        self.to(place, self.block(place).inner_text().index(words))
        self.key(*["Shift+ArrowRight"] * len(words))

    def end_of(self, place: int) -> None:
        self.to(place, 0)
        self.key("End")

    def tool(self, name: str) -> None:
        self.key("Alt+F10")
        toolbar = self.page.get_by_role("toolbar", name="Tools for body")
        for _ in range(20):
            if toolbar.get_by_label(name).evaluate("it => it === document.activeElement"):
                break
            self.key("ArrowRight")
        self.key("Enter")

    def further(self, name: str) -> None:
        self.tool("More formatting")
        item = self.page.get_by_role("menuitem", name=name)
        for _ in range(20):
            if item.evaluate("it => it === document.activeElement"):
                break
            self.key("ArrowDown")
        self.key("Enter")
        self.keeps_focus()

    def bold(self) -> None:
        self.key("Control+b")

    def connect(self, address: str) -> None:
        self.key("Control+k")
        self.dialog.wait_for()
        self.page.keyboard.type(address)
        self.key("Enter")
        self.dialog.wait_for(state="hidden")
        self.keeps_focus()

    def insert(self, label: str) -> None:
        """By the menu in the text, in a paragraph of its own below what one is writing."""
        if "be-body" not in self.at() or self.text.locator(".ProseMirror-selectednode").count():
            self.reach(self.text)
        self.key("Escape", "Enter")
        self.page.keyboard.type(f"/{label.lower()}")
        self.page.locator(".be-slash [aria-selected=true]", has_text=label).wait_for()
        self.key("Enter")
        self.keeps_focus()

    def details(self, place: int, of: str) -> None:
        self.key("Control+Enter")

    def take(self, words: str) -> None:
        self.write(self.dialog.get_by_role("searchbox"), words)
        self.found()
        self.key("ArrowDown")
        if words not in self.at():
            raise AssertionError(f"The arrow leads to {self.at()}")
        self.key("Enter")
        self.keeps_focus()


WAYS: dict[str, type[Hands]] = {"mouse": Mouse, "phone": Fingers, "keyboard": Keys}
