"""The page's server: on this machine alone, for whoever knows the token in its address.

It listens on 127.0.0.1. A request has to name that host (so that no other site's name leads here), to carry
the token, and, where it changes something, to come from the page itself.
"""

from __future__ import annotations

import hmac
import json
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from graders.course.errors import CourseError
from graders.review.desk import Desk, Refused, Stale

LOOPBACK = "127.0.0.1"
LARGEST = 200_000
TOKEN = "X-Review-Token"
CHANGED = (
    "Somebody has changed this answer's score or comment meanwhile. This is what the gradebook holds now."
)


class ReviewServer(ThreadingHTTPServer):
    """Serves one desk. `address` is what is opened in a browser."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.desk = desk
        self.token = secrets.token_urlsafe(32)

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/?token={self.token}"


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: ReviewServer
    timeout = 60

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/" and self._may_enter(query.get("token", "")):
            self._page()
        elif parts.path == "/questions" and self._may_enter(self.headers.get(TOKEN, "")):
            self._answer(lambda: self.server.desk.questions())
        elif parts.path == "/answers" and self._may_enter(self.headers.get(TOKEN, "")):
            self._answer(lambda: self.server.desk.answers(query.get("question", "")))
        else:
            self._refuse()

    def do_POST(self) -> None:
        origin = self.headers.get("Origin", f"http://{self.server.host}")
        own = origin == f"http://{self.server.host}"
        if not own or not self._may_enter(self.headers.get(TOKEN, "")):
            self._refuse()
            return
        asked = self._body()
        if asked is None:
            self._send(HTTPStatus.BAD_REQUEST, {"problem": "This is no request of the page."})
            return
        desk = self.server.desk
        match self.path:
            case "/save":
                self._answer(lambda: desk.save(asked), asked)
            case "/undo":
                self._answer(desk.undo)
            case "/snippets":
                self._answer(lambda: desk.keep(asked))
            case _:
                self._refuse()

    def _may_enter(self, token: str) -> bool:
        known = self.headers.get("Host", "") == self.server.host
        return known and hmac.compare_digest(token.encode(errors="replace"), self.server.token.encode())

    def _body(self) -> dict[str, Any] | None:
        length = self.headers.get("Content-Length", "")
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind != "application/json" or not length.isdecimal() or int(length) > LARGEST:
            self.close_connection = True
            return None
        try:
            asked = json.loads(self.rfile.read(int(length)))
        except (ValueError, RecursionError):
            return None
        return asked if isinstance(asked, dict) else None

    def _answer(self, act: Any, asked: Mapping[str, Any] | None = None) -> None:
        try:
            self._send(HTTPStatus.OK, act())
        except Stale:
            body: dict[str, Any] = {"problem": CHANGED}
            if asked is not None:
                body["answer"] = self.server.desk.now(asked.get("question"), asked.get("key"))
            self._send(HTTPStatus.CONFLICT, body)
        except (Refused, CourseError) as problem:
            self._send(HTTPStatus.BAD_REQUEST, {"problem": str(problem)})

    def _refuse(self) -> None:
        self.close_connection = True
        self._send(HTTPStatus.FORBIDDEN, {"problem": "Open the address that `graders review` has printed."})

    def _page(self) -> None:
        nonce = secrets.token_urlsafe(16)
        folder = files("graders.review") / "templates"
        text = (folder / "page.html").read_text(encoding="utf-8")
        for name in ("review.css", "review.js"):
            text = text.replace(f"@{name}@", (folder / name).read_text(encoding="utf-8"))
        policy = (
            f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; img-src data:; "
            "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        self._write(
            HTTPStatus.OK, "text/html; charset=utf-8", text.replace("@nonce@", nonce).encode(), policy
        )

    def _send(self, status: HTTPStatus, body: object) -> None:
        self._write(status, "application/json", json.dumps(body).encode(), "default-src 'none'")

    def _write(self, status: HTTPStatus, kind: str, body: bytes, policy: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Nothing is logged: an address holds the token."""
