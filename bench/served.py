"""The app as it is served, with one more route that does nothing, before all others."""

import streamlit as st
from fastapi import APIRouter

from registry.api.body import StrictRoute
from registry.api.dependencies import Context
from registry.api.response import StrictResponse
from registry.server import MAIN, lifespan, rest, routes

router = APIRouter(route_class=StrictRoute)


@router.get("/status/nothing/{workspace}/{name}")
def do_nothing(call: Context, workspace: str, name: str) -> StrictResponse:
    return StrictResponse({})


api = rest()
api.router.routes[:0] = router.routes
app = st.App(MAIN, routes=routes(api), lifespan=lifespan(api))
