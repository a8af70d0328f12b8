"""The dashboard's door: who may pass, with which form, and what every answer carries."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.press import PressFailed
from bot.types import Route
from handlers.dashboard import acts, export, files, helping, own, pages, work
from handlers.dashboard.dress import BASE, PRIVATE, Dress, html, link
from handlers.dashboard.entrance import Entrance, NotIn, Pass, agent_of
from handlers.dashboard.look import Forbidden, Look, NotFound, Page
from handlers.dashboard.viewer import Viewer, viewer_of
from handlers.drawing import drawn
from handlers.phrases import dashboard as say
from handlers.tools import Tools
from storage.database import Database
from storage.tx import begin, reading

log = logging.getLogger("trolyso.dashboard")

LIVE_HEADER = "X-Live"
LARGEST_FORM = 16 * 1024
AT_ONCE = 2
"""Files that are drawn for one person at a time."""

See = Callable[[Look], Awaitable[Page]]
Act = Callable[[Look, Mapping[str, str]], Awaitable[acts.Done]]


class DeskPages:
    """Everything under `/bangdieukhien`."""

    def __init__(self, tools: Tools, database: Database, dress: Dress) -> None:
        self._tools, self._database, self._dress = tools, database, dress
        self._entrance = Entrance(database)
        self._drawing: Counter[int] = Counter()
        parts = urlsplit(tools.desk_url)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._https = parts.scheme == "https"
        self.cookie = "__Secure-trolyso_desk" if self._https else "trolyso_desk"

    def routes(self) -> Sequence[Route]:
        seen: list[tuple[str, See]] = [
            ("/", pages.today),
            ("/ky", pages.period),
            ("/chien-dich", pages.campaign),
            ("/bang", own.tables),
            ("/nguon", pages.source),
            ("/thieu", work.missing),
            ("/vuong-mac", work.obstacles),
            ("/giup", helping.cases),
            ("/cau-hoi", work.questions),
            ("/lich", work.posts),
            ("/nguoi", work.people),
            ("/tai-ve", work.downloads),
            ("/nhat-ky", work.audit),
        ]
        done: list[tuple[str, Act]] = [
            ("/thieu/nhac", acts.remind_areas),
            ("/nguoi/bo-ma", acts.cancel_code),
            ("/nguoi/thoi", acts.end_duty),
        ]
        return [
            Route("GET", BASE, self._to_today),
            Route("GET", f"{BASE}/static/{{name}}", self._static),
            Route("GET", f"{BASE}/vao/{{token}}", self._guarded(self._knock)),
            Route("POST", f"{BASE}/vao/{{token}}", self._guarded(self._enter)),
            Route("POST", f"{BASE}/dang-xuat", self._guarded(self._leave)),
            *(Route("GET", f"{BASE}{path}", self._guarded(self._seeing(see))) for path, see in seen),
            Route("GET", f"{BASE}/khu/{{area}}", self._guarded(self._area)),
            Route("GET", f"{BASE}/bien-nhan/{{receipt}}", self._guarded(self._receipt)),
            Route("GET", f"{BASE}/tai-ve/{{file}}", self._guarded(self._download)),
            Route("POST", f"{BASE}/tai-ve/lap", self._guarded(self._make)),
            Route("GET", f"{BASE}/tep/{{token}}", self._guarded(self._fetch)),
            *(Route("POST", f"{BASE}{path}", self._guarded(self._acting(act))) for path, act in done),
            Route("POST", f"{BASE}/nguoi/moi", self._guarded(self._invite)),
            Route("GET", f"{BASE}/{{rest:.*}}", self._guarded(self._nowhere)),
        ]

    # -- in and out ---------------------------------------------------------------------------------------------------

    async def _knock(self, request: web.Request) -> web.Response:
        """A page with one button. Chat apps fetch links to preview them: looking uses nothing up."""
        await self._entrance.known(request.match_info["token"], self._now())
        return html(self._dress.render("enter.html", {"campaign": self._tools.campaign}))

    async def _enter(self, request: web.Request) -> web.Response:
        self._own_form(request)
        held = await self._entrance.enter(request.match_info["token"], self._agent(request), self._now())
        answer = _to(link(""))
        self._set_cookie(answer, held)
        return answer

    async def _leave(self, request: web.Request) -> web.Response:
        held, viewer, _ = await self._form(request)
        await self._entrance.leave(held.session, viewer.who, self._now())
        return self._out("out", say.OUT_TITLE, 200)

    def _out(self, why: str, title: str, status: int) -> web.Response:
        """The page for who is not in; it lets go of the cookie and of everything that the browser kept."""
        values = {"title": title, "say": say.WHY_OUT[why], "again": say.AGAIN, "retry": why == "none"}
        answer = html(self._dress.render("out.html", values), status)
        if why != "none":  # a cookie that a strict browser held back is not to be thrown away
            answer.del_cookie(self.cookie, path=BASE, httponly=True, samesite="Strict", secure=self._https)
        if why == "out":
            answer.headers["Clear-Site-Data"] = '"cache"'
        return answer

    def _set_cookie(self, answer: web.StreamResponse, held: Pass) -> None:
        if held.fresh is not None:
            answer.set_cookie(
                self.cookie,
                held.fresh,
                path=BASE,
                httponly=True,
                samesite="Strict",
                secure=self._https,
                max_age=max(int((held.ends_at - self._now()).total_seconds()), 1),
            )

    # -- what is seen -------------------------------------------------------------------------------------------------

    def _seeing(self, see: See) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def view(request: web.Request) -> web.Response:
            return await self._show(request, see)

        return view

    async def _area(self, request: web.Request) -> web.Response:
        return await self._show(request, lambda look: pages.area(look, request.match_info["area"]))

    async def _receipt(self, request: web.Request) -> web.Response:
        return await self._show(request, lambda look: pages.history(look, request.match_info["receipt"]))

    async def _nowhere(self, request: web.Request) -> web.Response:
        await self._checked(request)
        raise NotFound

    async def _show(self, request: web.Request, see: See) -> web.Response:
        held, viewer = await self._checked(request)
        async with reading(self._database) as tx:
            look = Look(tx, self._tools, viewer, self._now(), request.query)
            page = await see(look)
            told = await acts.notice(tx, self._tools, viewer, request.query.get("da", ""), request.query.get("ve", ""))
        answer = await self._dressed(page, look, held, told, request)
        self._set_cookie(answer, held)
        return answer

    async def _dressed(self, page: Page, look: Look, held: Pass, told: str, request: web.Request) -> web.Response:
        values = {
            **page.values,
            "title": page.title,
            "here": page.here,
            "viewer": look.viewer,
            "campaign": look.campaign,
            "csrf": held.csrf,
            "notice": told,
            "now": look.now,
            "today": look.today,
            "path": request.path,
            "query": dict(request.query),
        }
        return html(await asyncio.to_thread(self._dress.render, page.template, values))

    async def _download(self, request: web.Request) -> web.Response:
        held, viewer = await self._checked(request)
        async with reading(self._database) as tx:
            look = Look(tx, self._tools, viewer, self._now(), request.query)
            file = await export.file(look, request.match_info["file"])
        async with begin(self._database) as tx:
            await tx.audit.add(viewer.who, "downloaded", {"title": file.name}, self._now())
        headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{file.name}"'}
        answer = web.Response(body=file.body, content_type=file.mime, charset="utf-8", headers=headers)
        self._set_cookie(answer, held)
        return answer

    async def _make(self, request: web.Request) -> web.Response:
        """Draw a file for this person; their browser goes on to its link. Nothing is open while it is drawn."""
        held, viewer, form = await self._form(request)
        if self._drawing[viewer.person.id] >= AT_ONCE:
            answer = _to(link("tai-ve", da="drawing"))
        else:
            self._drawing[viewer.person.id] += 1
            try:
                answer = _to(await self._made(viewer, form))
            finally:
                self._drawing[viewer.person.id] -= 1
        self._set_cookie(answer, held)
        return answer

    async def _made(self, viewer: Viewer, form: Mapping[str, str]) -> str:
        now = self._now()
        async with reading(self._database) as tx:
            wish = files.wished(Look(tx, self._tools, viewer, now, form), form)
        try:
            made = await drawn(self._tools, wish.order(self._database.url, self._tools.campaign, now), now)
        except PressFailed:
            log.exception("no file", extra={"action": "download-failed", "kind": wish.kind})
            return link("tai-ve", da="not-drawn")
        async with begin(self._database) as tx:
            token = await files.published(tx, viewer, wish, made.files[0], self._now())
        return link(f"tep/{token}")

    async def _fetch(self, request: web.Request) -> web.Response:
        held, viewer = await self._checked(request)
        async with reading(self._database) as tx:
            file = await files.fetched(tx, viewer, request.match_info["token"], self._now())
        body = await asyncio.to_thread(_read, Path(file.path))
        headers = {**PRIVATE, "Content-Disposition": f'attachment; filename="{file.name}"'}
        answer = web.Response(body=body, content_type=file.mime, headers=headers)
        self._set_cookie(answer, held)
        return answer

    # -- what is done -------------------------------------------------------------------------------------------------

    def _acting(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def view(request: web.Request) -> web.Response:
            held, viewer, form = await self._form(request)
            async with begin(self._database) as tx:
                done = await act(Look(tx, self._tools, viewer, self._now(), form), form)
            answer = _to(link(done.path, ky=form.get("ky", ""), da=done.notice, ve=done.about))
            self._set_cookie(answer, held)
            return answer

        return view

    async def _invite(self, request: web.Request) -> web.Response:
        """The code stands on the answer itself: it is in no address, and nowhere else afterwards."""
        held, viewer, form = await self._form(request)
        async with begin(self._database) as tx:
            look = Look(tx, self._tools, viewer, self._now(), form)
            made = await acts.make_code(look, form)
            page = None if isinstance(made, acts.Done) else await work.people_page(look, code=made)
        if page is None:
            answer = _to(link("nguoi", da="wrong"))
        else:
            answer = await self._dressed(page, look, held, "", request)
        self._set_cookie(answer, held)
        return answer

    async def _form(self, request: web.Request) -> tuple[Pass, Viewer, Mapping[str, str]]:
        """Who sends this form of ours, and its fields. Raises BadForm for anybody else's."""
        self._own_form(request)
        held, viewer = await self._checked(request)
        if (request.content_length or 0) > LARGEST_FORM:
            raise BadForm
        form = {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
        if not hmac.compare_digest(form.get("csrf", "").encode(), held.csrf.encode()):
            raise BadForm
        return held, viewer, form

    def _own_form(self, request: web.Request) -> None:
        """Raises BadForm when the browser says that another site's page sends it."""
        origin = request.headers.get("Origin")
        ours = (f"http://{request.host}", f"https://{request.host}", self._origin)
        if origin is not None and origin not in ours:
            raise BadForm
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise BadForm

    # -- who may pass -------------------------------------------------------------------------------------------------

    async def _checked(self, request: web.Request) -> tuple[Pass, Viewer]:
        """The session and what its person may see at this moment. Raises NotIn."""
        token = request.cookies.get(self.cookie, "")
        if not token:
            raise NotIn("none")
        live = request.headers.get(LIVE_HEADER) == "1" or "live" in request.query
        held = await self._entrance.check(token, self._agent(request), self._now(), live=live)
        viewer = viewer_of(held.person, self._tools.campaign)
        if viewer is None:
            await self._entrance.leave(held.session, f"{held.person.channel}:{held.person.author}", self._now())
            raise NotIn("no-duty")
        return held, viewer

    def _guarded(
        self, view: Callable[[web.Request], Awaitable[web.Response]]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """Every refusal becomes a page with a way on; nothing of an error is shown."""

        async def guarded(request: web.Request) -> web.Response:
            try:
                return await view(request)
            except NotIn as out:
                return self._out(out.why, say.WHY_OUT_TITLE, 401)
            except BadForm:
                return self._refused(403, say.BAD_FORM_TITLE, say.BAD_FORM)
            except Forbidden:
                return self._refused(403, say.FORBIDDEN_TITLE, say.FORBIDDEN)
            except NotFound:
                return self._refused(404, say.NOT_FOUND_TITLE, say.NOT_FOUND)
            except web.HTTPException:
                raise
            except Exception:
                log.exception("page failed", extra={"action": "page-failed"})
                return self._refused(500, say.BROKEN_TITLE, say.BROKEN)

        return guarded

    def _refused(self, status: int, title: str, sentence: str) -> web.Response:
        return html(self._dress.render("refused.html", {"title": title, "say": sentence}), status)

    async def _static(self, request: web.Request) -> web.Response:
        return self._dress.asset(request.match_info["name"])

    async def _to_today(self, _request: web.Request) -> web.Response:
        return _to(link(""))

    def _agent(self, request: web.Request) -> str:
        return agent_of(request.headers.get("User-Agent", ""))

    def _now(self) -> datetime:
        return self._tools.clock.now()


class BadForm(Exception):
    """Not a form of ours, or not of this session."""


def _to(path: str) -> web.Response:
    """Go to an address of ours; nothing that somebody typed becomes one."""
    return web.Response(status=303, headers={**PRIVATE, "Location": path})


def _read(path: Path) -> bytes:
    """What lies there. Raises NotFound when it is gone."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NotFound from None
