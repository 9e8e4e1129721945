"""Runs the checks of one client: `suite.py openai | anthropic | langchain`."""

import gc
import importlib
import sys
from importlib.metadata import version

import check

SUITES = {
    "openai": ["openai_chat", "openai_responses", "openai_other_calls", "openai_forms", "openai_errors"],
    "anthropic": ["anthropic_messages", "anthropic_other_calls", "anthropic_errors"],
    "langchain": ["langchain_models"],
}
PACKAGES = {"openai": "openai", "anthropic": "anthropic", "langchain": "langchain-openai"}

# The oldest httpcore stops for good when the collector closes an abandoned stream while its pool holds its own lock.
gc.disable()

name = sys.argv[1]
for module in SUITES[name]:
    importlib.import_module(module)
package = PACKAGES[name]
check.run(f"{package} {version(package)} (Python)")
