"""Whether the server is up, and whether it can answer."""

from __future__ import annotations

from fastapi import APIRouter

from assistant.api.described import refusals
from assistant.api.schemas import Health, Readiness
from assistant.app import Assistant


def routes(assistant: Assistant) -> APIRouter:
    """`/healthz` and `/readyz`, which ask for no key."""
    router = APIRouter(tags=["server"])

    @router.get("/healthz", responses=refusals())
    async def healthz() -> Health:
        """Answers while the server is up; touches nothing else, so that it also answers under load."""
        return Health(status="ok")

    @router.get("/readyz", responses=refusals(503))
    def readyz() -> Readiness:
        """Answers while questions can be answered: the data folder is open and can be read."""
        return Readiness(status="ready", documents=assistant.document_count())

    return router
