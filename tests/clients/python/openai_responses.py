"""openai: the Responses API, its stored objects included."""

import json

import openai

from check import ALL_TYPES, LAST_SENTENCE, SECOND, TEXT, Skip, check, raises, same
from openai_chat import TOOLS, Letter, client

FUNCTIONS = [{"type": "function", **TOOLS[0]["function"]}, {"type": "custom", "name": "free"}]


@check("responses, JSON", ALL_TYPES)
def responses_json():
    same(client.responses.create(model="echo", input=TEXT).output_text, TEXT)


@check("responses, instructions and system input")
def responses_instructions():
    items = [{"role": "developer", "content": SECOND}, {"role": "user", "content": [{"type": "input_text", "text": TEXT}]}]
    same(client.responses.create(model="echo", instructions=SECOND, input=items).output_text, TEXT)


@check("responses, stream: deltas, parts, items and end agree", ALL_TYPES)
def responses_stream():
    texts = {"deltas": "", "text": None, "part": None, "item": None, "end": None}
    numbers = []
    for event in client.responses.create(model="echo+chunk=3", input=TEXT, stream=True):
        numbers.append(event.sequence_number)
        match event.type:
            case "response.output_text.delta":
                texts["deltas"] += event.delta
            case "response.output_text.done":
                texts["text"] = event.text
            case "response.content_part.done":
                texts["part"] = event.part.text
            case "response.output_item.done":
                texts["item"] = event.item.content[0].text
            case "response.completed":
                texts["end"] = event.response.output_text
    for place, text in texts.items():
        same(text, TEXT, place)
    same(numbers, list(range(len(numbers))), "sequence numbers")


@check("responses, .stream() helper's final response", ALL_TYPES)
def responses_helper():
    with client.responses.stream(model="echo", input=TEXT) as stream:
        deltas = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        final = stream.get_final_response()
    same(deltas, TEXT, "deltas")
    same(final.output_text, TEXT)


@check("responses, sealed reasoning replayed", ALL_TYPES)
def responses_reasoning():
    first = client.responses.create(model="echo-thinking", input=TEXT, include=["reasoning.encrypted_content"])
    assert TEXT in first.output[0].summary[0].text, "summary"
    history = [{"role": "user", "content": TEXT}, *(item.to_dict() for item in first.output), {"role": "user", "content": SECOND}]
    second = client.responses.create(model="echo-thinking", input=history)
    same(second.output_text, SECOND)


@check("responses, tool loop with a function and a custom tool", ALL_TYPES)
def responses_tools():
    first = client.responses.create(model="echo-tools", input=TEXT, tools=FUNCTIONS)
    called, free = first.output[-2:]
    same(json.loads(called.arguments), {"q": TEXT, "k": "x"}, "arguments")
    same(free.input, TEXT, "free input")
    results = [
        {"type": "function_call_output", "call_id": called.call_id, "output": json.dumps({"found": SECOND})},
        {"type": "custom_tool_call_output", "call_id": free.call_id, "output": TEXT},
    ]
    history = [{"role": "user", "content": TEXT}, *(item.to_dict() for item in first.output), *results]
    last = client.responses.create(model="echo-tools", input=history, tools=FUNCTIONS)
    same(last.output_text, json.dumps({"found": SECOND}) + "\n" + TEXT)


@check("responses, tool calls, streamed", ALL_TYPES)
def responses_tool_stream():
    pieces = {"response.function_call_arguments.delta": "", "response.custom_tool_call_input.delta": ""}
    with client.responses.stream(model="echo-tools+chunk=2", input=TEXT, tools=FUNCTIONS) as stream:
        for event in stream:
            if event.type in pieces:
                pieces[event.type] += event.delta
        called, free = stream.get_final_response().output[-2:]
    for text in (pieces["response.function_call_arguments.delta"], called.arguments):
        same(json.loads(text), {"q": TEXT, "k": "x"}, "arguments")
    for text in (pieces["response.custom_tool_call_input.delta"], free.input):
        same(text, TEXT, "free input")


@check("responses, structured output", ALL_TYPES)
def responses_parse():
    same(client.responses.parse(model="gpt-5", input=TEXT, text_format=Letter).output_parsed.title, TEXT)


@check("responses, previous_response_id", ALL_TYPES)
def responses_previous():
    first = client.responses.create(model="echo", input=TEXT)
    second = client.responses.create(model="echo-history", input=SECOND, previous_response_id=first.id)
    assert second.output_text.startswith(TEXT), second.output_text
    assert second.output_text.endswith(SECOND), second.output_text
    stream = client.responses.create(model="echo-history", input="Go on.", previous_response_id=second.id, stream=True)
    text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
    assert text.startswith(TEXT) and SECOND in text and text.endswith("Go on."), text


@check("responses, retrieve, input_items, cancel, delete", ALL_TYPES)
def responses_stored():
    made = client.responses.create(model="echo", input=TEXT, background=True)
    same(client.responses.retrieve(made.id).output_text, TEXT, "retrieved")
    same(list(client.responses.input_items.list(made.id))[0].content[0].text, TEXT, "input items")
    same(client.responses.cancel(made.id).status, "cancelled", "status")
    client.responses.delete(made.id)
    raises(openai.NotFoundError, lambda: client.responses.retrieve(made.id))


@check("responses, a stored stream resumed", ALL_TYPES)
def responses_resume():
    made = client.responses.create(model="echo", input=TEXT)
    whole = [event.to_dict() for event in client.responses.retrieve(made.id, stream=True)]
    rest = [event.to_dict() for event in client.responses.retrieve(made.id, stream=True, starting_after=4)]
    same(rest, whole[5:], "resumed events")
    same("".join(event["delta"] for event in whole if event["type"] == "response.output_text.delta"), TEXT)


@check("responses, an annotation's offsets select the same sentence, streamed too", ALL_TYPES)
def responses_annotations():
    answer = client.responses.create(model="echo+annotate", input=TEXT)
    with client.responses.stream(model="echo+annotate", input=TEXT) as stream:
        added = [event.annotation for event in stream if event.type == "response.output_text.annotation.added"]
        final = stream.get_final_response()
    cited = [response.output[0].content[0].annotations[0] for response in (answer, final)]
    spans = [(one.start_index, one.end_index) for one in cited] + [(one["start_index"], one["end_index"]) for one in map(dict, added)]
    for start, end in spans:
        same(TEXT[start:end], LAST_SENTENCE, "what the offsets select")


@check("responses, compact")
def responses_compact():
    if not hasattr(client.responses, "compact"):
        raise Skip("not in this version")
    items = [{"role": "user", "content": TEXT}, {"role": "assistant", "content": SECOND}]
    compacted = client.responses.compact(model="echo", input=items)
    assert compacted.output[-1].type == "compaction"
    replayed = [json.loads(item.model_dump_json(warnings=False, exclude_unset=True)) for item in compacted.output]
    answer = client.responses.create(model="echo", input=[*replayed, {"role": "user", "content": SECOND}])
    same(answer.output_text, SECOND)


@check("responses, input_tokens", ALL_TYPES)
def responses_input_tokens():
    if not hasattr(client.responses, "input_tokens"):
        raise Skip("not in this version")
    assert client.responses.input_tokens.count(model="echo", input=TEXT).input_tokens > 3
