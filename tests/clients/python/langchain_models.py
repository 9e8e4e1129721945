"""LangChain's models for both vendors: calls, streams, tools."""

from langchain_anthropic import ChatAnthropic
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI

from check import ALL_TYPES, BASE, KEY, SECOND, TEXT, check, same


@tool
def look(q: str) -> str:
    """Looks something up."""
    return f"{SECOND} {q}"


def models(name: str):
    """The same model by each way there is."""
    yield ChatOpenAI(model=name, base_url=f"{BASE}/v1", api_key=KEY, max_retries=0)
    yield ChatOpenAI(model=name, base_url=f"{BASE}/v1", api_key=KEY, max_retries=0, use_responses_api=True)
    yield ChatAnthropic(model=name, base_url=BASE, api_key=KEY, max_retries=0)


@check("invoke and stream, both vendors", ALL_TYPES)
def invoke():
    for model in models("echo"):
        same(model.invoke(TEXT).text, TEXT)
        same("".join(chunk.text for chunk in model.stream(TEXT)), TEXT, "stream")


@check("tool loop, both vendors", ALL_TYPES)
def tools():
    for model in models("echo-tool"):
        bound = model.bind_tools([look])
        asked = bound.invoke([HumanMessage(TEXT)])
        same([call["args"] for call in asked.tool_calls], [{"q": TEXT}], "arguments")
        call = asked.tool_calls[0]
        result = look.invoke(call["args"])
        answer: AIMessage = bound.invoke([HumanMessage(TEXT), asked, ToolMessage(result, tool_call_id=call["id"])])
        same(answer.text, f"{SECOND} {TEXT}")
