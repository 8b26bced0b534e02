"""A form from a Pydantic model: its JSON Schema draws the form, and the model reads the result."""

from typing import Literal

import streamlit as st
from pydantic import BaseModel, Field

from streamlit_jsonschema_form.model import compile
from streamlit_jsonschema_form.ui import form


class Server(BaseModel):
    """A server to connect to."""

    host: str = Field(min_length=1)
    port: int = Field(default=443, ge=1, le=65535)
    protocol: Literal["http", "https"] = "https"


compiled = compile(Server.model_json_schema())
result = form(compiled, key="server", value=compiled.new("all"), submit="Connect")
if result.submitted:
    server = Server.model_validate(result.value)
    st.success(f"{server.protocol}://{server.host}:{server.port}")
