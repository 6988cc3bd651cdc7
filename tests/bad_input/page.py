"""A page as a browser would see it: its elements, its forms, and what must never be among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
OURS = {"href": ("/", "#", "?", "mailto:", "https://", "http://"), "src": ("/",), "action": ("/",)}
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
ENGLISH_SENTENCE = re.compile(r"[A-Za-z][a-z']* (?:[a-z']+ ){2,}[a-z']+")


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Element]:
        """Itself and everything inside, in the order of the page."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def ancestors(self) -> Iterator[Element]:
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


class Page(HTMLParser):
    """Everything that stands in an answer."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        self._open = self.root
        self.elements: list[Element] = []
        self.feed(html)
        self.close()
        self.by_id = {found.attributes["id"]: found for found in self.elements if "id" in found.attributes}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(found)
        self.elements.append(found)
        if tag not in VOID:
            self._open = found

    def handle_endtag(self, tag: str) -> None:
        closed = next((above for above in (self._open, *self._open.ancestors) if above.tag == tag), None)
        if closed is not None and closed.parent is not None:
            self._open = closed.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def foreign(self) -> list[str]:
        """Elements and attributes that no template of ours writes: something was injected."""
        return [trouble for found in self.elements for trouble in _foreign(found)]

    def form(self, action: str, names: set[str], default: str) -> Element | None:
        """The form sent to ``action`` with controls of all these names; ``default`` is the page's own address."""
        for found in self.elements:
            if found.tag == "form" and found.attributes.get("action", default).partition("?")[0] == action:
                visible = {one.attributes.get("name") for one in found if one.attributes.get("type") != "hidden"}
                if names <= visible:
                    return found
        return None


def _foreign(found: Element) -> Iterator[str]:
    if found.tag in ("iframe", "object", "embed", "base", "style", "x-hostile") or "hostile" in found.tag:
        yield f"<{found.tag}>"
    if found.tag == "script" and not found.attributes.get("src", "").startswith("/static/"):
        yield "<script> without our src"
    if found.tag == "img" and not found.attributes.get("src", "").startswith("/static/"):
        yield f"<img src={found.attributes.get('src')!r}>"
    for name, value in found.attributes.items():
        if (
            name.startswith("on")
            or name in ("style", "srcdoc", "formaction")
            or not re.fullmatch(r"[a-z0-9:.\-]+", name)
        ):
            yield f"<{found.tag} {name}=…>"
        leads = name in OURS and found.tag in ("a", "form", "img", "link", "script") and value
        if leads and (not value.startswith(OURS[name]) or value.startswith("//")):
            yield f"<{found.tag} {name}={value[:40]!r}>"


def entries(form: Element) -> dict[str, list[str]]:
    """What a browser would send back, by name; a control without a value is there with an empty list."""
    found: dict[str, list[str]] = {}
    for control in form:
        name = control.attributes.get("name")
        if name and control.tag in ("input", "textarea", "select"):
            found.setdefault(name, []).extend(_values(control))
    return found


def _values(control: Element) -> list[str]:
    if control.tag == "textarea":
        return [control.text.removeprefix("\r\n").removeprefix("\n")]
    if control.tag == "select":
        options = [one for one in control if one.tag == "option"]
        chosen = [one for one in options if "selected" in one.attributes] or options[:1]
        return [one.attributes.get("value", one.text) for one in chosen]
    if control.attributes.get("type") in ("checkbox", "radio"):
        return [control.attributes.get("value", "on")] if "checked" in control.attributes else []
    return [control.attributes.get("value", "")]


def complaint(page: Page, form: Element, name: str) -> str | None:
    """The text the control (or the group around it) points at with aria-describedby and marks as an error."""
    for control in form:
        if control.attributes.get("name") != name:
            continue
        for described in (control, *control.ancestors):
            if described.tag == "form":
                break
            if described is not control and described.tag != "fieldset":
                continue
            for target in described.attributes.get("aria-describedby", "").split():
                if target.endswith("_error") and target in page.by_id:
                    return page.by_id[target].text.strip()
    return None
