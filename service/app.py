"""The application: endpoints, pages and what surrounds every request, put together."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from anyio import to_thread
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import FastAPI
from secure import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)
from secure.middleware import SecureASGIMiddleware
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from indexer.errors import SnapshotError
from service.access.audit import AuditLog
from service.access.openid import Provider
from service.access.sessions import Attempts, StaffSessions, of_key, session_secret
from service.access.sign_in import SignIn
from service.access.site import Site
from service.access.tries import Tries
from service.api import endpoints as api
from service.api import meeting_endpoints, problems, suggestions
from service.api.asking import EngineSource, Service
from service.api.entrance.arrivals import Arrivals
from service.api.entrance.askers import Askers, PrivateAnswers
from service.api.entrance.bodies import Bodies, Limits
from service.api.entrance.collections import CollectionAddresses, CollectionViews
from service.api.entrance.measuring import Measured
from service.api.entrance.one_engine import KeepsOneEngine, OneEngine
from service.api.entrance.prefix import Prefix
from service.api.entrance.proxy_header import ProxyHeader
from service.api.entrance.queue import Queue
from service.api.entrance.rates import Rates
from service.api.formats import all_formats
from service.api.metrics import Metrics
from service.base.errors import NothingToSee, NotSet
from service.base.settings import ServiceSettings
from service.engine.collections import LiveCollections
from service.engine.engine import Engine
from service.generation.generator import generator_for
from service.staff.makers import Makers
from service.staff.opinions import FeedbackFile
from service.staff.question_log import QuestionLog
from service.watching.watching import is_asked_for, missing_settings, watching_of
from service.web import (
    about_page,
    addresses,
    assets,
    case_pages,
    collection_looks,
    document_page,
    feedback_page,
    figure_pages,
    meeting_pages,
    pages,
    people_pages,
    register_pages,
    sign_in_pages,
)
from service.web.exports import downloads
from service.web.review import pages as review_pages
from service.web.review import second_reading
from service.web.review.gate import ADDRESS as REVIEW
from service.web.review.gate import MAX_FORM_BYTES, Review
from service.web.sign_in_pages import SigningIn
from service.web.watch import feeds
from service.web.watch import pages as watch_pages
from service.web.watch.courier import Courier
from service.web.watch.notifying import deliver
from service.web.watch.pages import MailWatch

if TYPE_CHECKING:
    from service.api.tracing import Spans

logger = logging.getLogger(__name__)

MAX_BODY_BYTES = 64_000
_MAIL_LOCK_S = 60.0
_LEAST_COMPRESSED = 1_000


def create_app(settings: ServiceSettings, live: EngineSource) -> FastAPI:
    """The application over the engines that ``live`` gives; its lifespan starts and stops ``live``."""
    sign_in = SignIn.of(settings, Site.of(settings))
    each, live = kept_apart(settings, live), OneEngine(live)
    service = service_over(settings, live)
    mail_watch, audit = _mail_watch(settings), AuditLog.of(settings)
    formats = all_formats.formats_of(service, settings, each)
    respond, spans = problems.responder(pages.problem_page, all_formats.ERROR_SHAPES), _spans(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        to_thread.current_default_thread_limiter().total_tokens = settings.threads
        with _running(audit, mail_watch.courier if mail_watch else None, spans):
            live.start()
            try:
                async with formats.running():
                    yield
            finally:
                live.stop()
                if service.generator is not None:
                    await service.generator.close()

    app = FastAPI(
        title="Paragraf",
        description="Frågor till politiska handlingar, med svar där varje mening har en källa.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        servers=[{"url": sign_in.site.public_url}] if sign_in.site.prefix else None,
        middleware=_middleware(settings, Middleware(Measured, service.metrics, spans), sign_in, respond),
        # Questions stay on this machine, whatever the environment says of telemetry; spans are made without them.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    _keep_for_endpoints(app, service=service, settings=settings, site=sign_in.site, mail_watch=mail_watch)
    app.state.feedback_file = FeedbackFile(settings.feedback_file)
    problems.install(app, respond)
    _add_endpoints(app, settings, sign_in, audit)
    formats.add_to(app)
    return app


class _Runs(Protocol):
    def running(self) -> AbstractContextManager[None]: ...


@contextmanager
def _running(*parts: _Runs | None) -> Iterator[None]:
    """What runs beside the application as long as that does."""
    with ExitStack() as running:
        for part in parts:
            if part is not None:
                running.enter_context(part.running())
        yield


def kept_apart(settings: ServiceSettings, live: EngineSource) -> dict[str, tuple[ServiceSettings, EngineSource]]:
    """The settings and engines of each of several collections, by name; of a single one under no name."""
    if not isinstance(live, LiveCollections):
        return {"": (settings, live)}
    return {name: (own, live.of(name)) for name, own in settings.each()}


def _keep_for_endpoints(app: FastAPI, **kept: object) -> None:
    """What endpoints find beside their request."""
    for name, value in kept.items():
        setattr(app.state, name, value)


def service_over(settings: ServiceSettings, live: EngineSource) -> Service:
    """The service that the settings ask for, over the engines that ``live`` gives."""
    metrics = Metrics(lambda: _engine_or_none(live))
    return Service(
        live, metrics, QuestionLog(settings.question_log, settings.question_log_days), generator_for(settings)
    )


def _spans(settings: ServiceSettings) -> Spans | None:
    """What tells a collector of requests, where the settings name one. Raises ``NotSet`` without its packages."""
    if settings.otlp_endpoint is None:
        return None
    try:
        module = import_module("service.api.tracing")
    except ModuleNotFoundError as error:
        raise NotSet("PARAGRAF_OTLP_ENDPOINT behöver fler paket: pip install 'paragraf[telemetri]'.") from error
    return module.Spans(settings.otlp_endpoint)  # type: ignore[no-any-return]


def _mail_watch(settings: ServiceSettings) -> MailWatch | None:
    """Watches by mail, where the settings have all that they need. Raises ``NotSet`` for what is wrong in them."""
    missing = missing_settings(settings)
    if missing:
        if is_asked_for(settings):
            logger.warning("watches by mail are off: %s", ", ".join(missing))
        return None
    watching = watching_of(settings)
    courier = Courier(partial(deliver, watching, _MAIL_LOCK_S))
    return MailWatch(watching, courier, Tries())


def _add_endpoints(app: FastAPI, settings: ServiceSettings, sign_in: SignIn, audit: AuditLog | None) -> None:
    """The API, the pages and, where there is a key for them, the pages for staff."""
    app.include_router(api.router)
    app.include_router(meeting_endpoints.router)
    app.include_router(suggestions.router)
    read = (pages, document_page, case_pages, meeting_pages, people_pages, register_pages, figure_pages, about_page)
    for module in (*read, collection_looks, feeds, watch_pages, downloads, feedback_page, addresses, assets):
        app.include_router(module.router)
    secret = session_secret(sign_in.folder)
    provider = Provider.of(settings)
    if provider is not None and sign_in.people is not None:
        app.state.signing_in = SigningIn(provider, sign_in.people, Attempts(secret), audit)
        app.include_router(sign_in_pages.router)
    if sign_in.may_review:
        sessions = StaffSessions(of_key(secret, settings.admin_key))
        app.state.review = Review(sign_in, audit, sessions, settings.gold_file, Makers(sign_in.folder, secret))
        app.include_router(review_pages.router)
        app.include_router(second_reading.router)


def _middleware(
    settings: ServiceSettings, measured: Middleware, sign_in: SignIn, respond: problems.Respond
) -> list[Middleware]:
    """What surrounds every request, outermost first."""
    several = bool(settings.collections)
    return [
        Middleware(PrivateAnswers),
        Middleware(SecureASGIMiddleware, secure=_security_headers(settings)),
        Middleware(CorrelationIdMiddleware, header_name=problems.REQUEST_ID),
        measured,
        # Pages weigh a fifth of what they do as they are written; streams are left as they are.
        Middleware(GZipMiddleware, minimum_size=_LEAST_COMPRESSED, compresslevel=6),
        Middleware(Prefix, prefix=sign_in.site.prefix, respond=respond),
        *([Middleware(CollectionAddresses, site=sign_in.site, respond=respond)] if several else []),
        Middleware(Arrivals, site=sign_in.site, respond=respond),
        Middleware(Askers, sign_in=sign_in, people=ProxyHeader.of(settings), respond=respond),
        *([Middleware(CollectionViews, settings=settings, respond=respond)] if several else []),
        Middleware(Rates, site=sign_in.site, counts=sign_in.counts, settings=settings, respond=respond),
        Middleware(Bodies, limits=_body_limits(settings), respond=respond),
        Middleware(Queue, most=settings.threads + settings.queue, respond=respond),
        Middleware(KeepsOneEngine),
        Middleware(problems.Guard, respond=respond),
        Middleware(addresses.HeadAsGet),
        Middleware(addresses.ShortAddresses),
    ]


def _body_limits(settings: ServiceSettings) -> Limits:
    larger = {**all_formats.LARGER_BODIES, REVIEW: MAX_FORM_BYTES}
    return Limits(MAX_BODY_BYTES, settings.request_timeout_s, larger)


def _security_headers(settings: ServiceSettings) -> Secure:
    # Signing out is a form here that leads on to the provider.
    provider = urlsplit(settings.oidc_issuer or "")
    signs_out = (f"{provider.scheme}://{provider.netloc}",) if provider.netloc else ()
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .style_src("'self'")
        .script_src("'self'")
        .img_src("'self'")
        .connect_src("'self'")
        .form_action("'self'", *signs_out)
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    return Secure(
        # Always asked for again: a new snapshot may answer otherwise. Files in /static then cost a short 304.
        cache=CacheControl().no_cache(),
        csp=policy,
        referrer=ReferrerPolicy().no_referrer(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().camera().geolocation().microphone().payment().usb().browsing_topics(),
    )


def _engine_or_none(live: EngineSource) -> Engine | None:
    try:
        return live.engine
    except (SnapshotError, NothingToSee):
        return None
