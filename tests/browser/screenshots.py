"""Pictures every page in light and dark: `python -m tests.browser.screenshots docs/screenshots`."""

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from registry.bootstrap import open_services
from registry.domain.review import ReviewState
from registry.services import Services
from registry.settings import Settings
from support.chromium import ARGUMENTS, executable
from support.idle import watch
from tests.browser.conftest import Server, Shop

SAMPLES = Path(__file__).parents[1] / "samples"
PAGES: dict[str, tuple[str, dict[str, str]]] = {
    "home": ("", {}),
    "templates": ("templates", {}),
    "template": ("template", {"name": "vllm-openai"}),
    "template-form": ("template", {"name": "vllm-openai", "tab": "Try the form"}),
    "template-parameters": ("template", {"name": "tei-embedding", "tab": "Parameters"}),
    "new-template": ("new-template", {"from": "tei-embedding"}),
    "models": ("models", {}),
    "model": ("model", {"name": "llama-3.1-8b-chat"}),
    "model-parameters": ("model", {"name": "llama-3.1-8b-chat", "tab": "Parameters"}),
    "model-result": ("model", {"name": "llama-3.1-8b-chat", "tab": "Run"}),
    "model-code": ("model", {"name": "llama-3.1-8b-chat", "tab": "Code"}),
    "model-adapters": ("model", {"name": "llama-3.1-8b-chat", "tab": "Adapters"}),
    "model-history": ("model", {"name": "llama-3.1-8b-chat", "tab": "History"}),
    "adapters": ("adapters", {}),
    "adapter": ("adapter", {"name": "support-tone"}),
    "deployments": ("deployments", {}),
    "filesets": ("filesets", {}),
    "fileset": ("fileset", {"name": "support-tone"}),
    "groups": ("groups", {}),
    "prompts": ("prompts", {}),
    "prompt": ("prompt", {"name": "summarise"}),
    "compare": ("compare", {"name": "llama-3.1-8b-chat"}),
    "register-template": ("register", {}),
    "register-parameters": ("register", {"template": "vllm-openai"}),
    "transfer": ("transfer", {}),
    "register-done": ("register", {"done": "llama-3.1-8b-chat"}),
}
PICTURES = {f"{name}-{scheme}.png" for name in PAGES for scheme in ("light", "dark")}
MODELS = {
    "llama-3.1-8b-chat": ("vllm-openai", "Answers questions about our own documents."),
    "bge-large": ("tei-embedding", "Embeddings for the document search."),
    "bge-reranker": ("tei-reranker", "Sorts what the search found."),
    "mixtral-gguf": ("llama-cpp-server", "Runs on the workstation under the desk."),
}


def fill(services: Services) -> None:
    """Put models into a registry that has the sample templates."""
    for name, (template, description) in MODELS.items():
        found = services.templates.find("default", template)
        parameters = json.loads((SAMPLES / f"{template}.json").read_text())["creation"]
        given: dict[str, Any] = {
            "name": name,
            "description": description,
            "model_template_id": found.id,
            "model_creation_parameters": parameters,
        }
        services.models.create(given, workspace="default", actor="ada")
    model = services.models.find("default", "llama-3.1-8b-chat")
    changed = {**model.to_input().to_json(), "project": "search/answers"}
    model = services.models.change(model.id, changed, expected=1, actor="grace")
    services.models.review(
        model.id, ReviewState.APPROVED, "Measured on our set.", expected=2, actor="lin"
    )
    other = services.models.find("default", "bge-large").to_input().to_json()
    other |= {"name": "bge-large-long", "description": "The same with longer inputs."}
    services.models.create(other, workspace="default", actor="grace")


def keep_what_programs_make(services: Services) -> None:
    """Put in what people do not make on the pages."""
    home = {"workspace": "default", "actor": "trainer"}
    model = services.models.find("default", "llama-3.1-8b-chat")
    services.filesets.create({"name": "support-tone", "purpose": "model"}, **home)
    for path, size in (("adapter_config.json", 412), ("adapter_model.safetensors", 48_233_984)):
        with services.filesets.receive("default", "support-tone", path) as upload:
            upload.write(bytes(size))
            upload.keep()
    adapter = {
        "name": "support-tone",
        "description": "Answers as our support does.",
        "fileset": "support-tone",
        "finetuning_type": "lora",
        "lora_config": {"rank": 16, "alpha": 32},
    }
    services.adapters.create(adapter, **home, model=("default", model.name))
    services.groups.create({"name": "Llama 3.1, fine-tuned"}, **home)
    services.deployments.create(model.id, {"name": "production"}, actor="trainer")
    prompt = {
        "name": "summarise",
        "messages": [{"role": "user", "content": "Say in one sentence: {text}"}],
        "input_variables": ["text"],
    }
    services.prompts.create(prompt, **home)


def picture(folder: Path) -> Iterator[Path]:
    """Yield each picture as it is taken."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        files = Path(place) / "files"
        server = Server(Path(place), files=str(files))
        registry = open_services(Settings(store=server.settings["store"], files=files))
        fill(registry.services)
        keep_what_programs_make(registry.services)
        registry.close()
        server.start()
        found = executable()
        browser = playwright.chromium.launch(
            executable_path=str(found) if found else None,
            args=ARGUMENTS,
        )
        for scheme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": 1280, "height": 900},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            tab = watch(page)
            shop = Shop(tab, server.url)
            for name, (path, query) in PAGES.items():
                shop.visit(path, workspace="default", **query)
                if name == "compare":
                    tab.goto(f"{tab.url}&name=bge-large&name=bge-large-long")
                    shop.settle()
                tab.wait_for_timeout(600)  # canvases are painted after the script has ended
                target = folder / f"{name}-{scheme}.png"
                tab.screenshot(path=target)
                yield target
            tab.close()
        browser.close()
        server.stop()


if __name__ == "__main__":
    for path in picture(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
