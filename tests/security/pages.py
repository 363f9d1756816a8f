"""Reading a page as a browser does, to find what is not ours in it."""

from html.parser import HTMLParser

OWN_SOURCES = ("/static/", "/jsi18n/")
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcset", "poster", "xlink:href"}
# Elements that no template of ours uses, and by which hostile text would show.
FOREIGN = {"b", "iframe", "object", "embed", "base", "style", "applet", "frame", "math"}


class Audit(HTMLParser):
    """`faults`: what a hostile text has become on the page; `text`: all that it says, in text and in attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.said: list[str] = []
        self.inline = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "\n".join(self.said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.said += attributes.values()
        self.inline = tag if tag == "script" else ""
        if tag in FOREIGN or not self._is_own(tag, attributes):
            self.faults.append(self.get_starttag_text())
        self.faults += [f"{tag} {name}" for name in attributes if name.startswith("on") or name == "style"]
        self.faults += [
            f"{tag} {name}={attributes[name]}"
            for name in ADDRESSES & attributes.keys()
            if "".join(attributes[name].split()).lower().startswith(("javascript:", "data:", "vbscript:"))
        ]

    def handle_endtag(self, tag: str) -> None:
        self.inline = ""

    def handle_data(self, data: str) -> None:
        self.said.append(data)
        if self.inline and "<" in data:
            self.faults.append(data)

    def handle_comment(self, data: str) -> None:
        self.faults.append(data)

    def _is_own(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag == "script":
            is_data = attributes.get("type") == "application/json" and "src" not in attributes
            return is_data or attributes.get("src", "").startswith(OWN_SOURCES)
        if tag == "img":
            return attributes.get("src", "").startswith(OWN_SOURCES)
        return tag != "svg" or bool(attributes)
