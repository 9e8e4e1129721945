"""openai: completions, embeddings, moderations, models."""

import json

import openai

import sandbox_log
from check import ALL_TYPES, SECOND, TEXT, check, raises, same
from openai_chat import client


@check("completions, JSON", ALL_TYPES)
def completions_json():
    answer = client.completions.create(model="echo", prompt=[TEXT, SECOND])
    same([choice.text for choice in answer.choices], [TEXT, SECOND])


@check("completions, stream", ALL_TYPES)
def completions_stream():
    stream = client.completions.create(model="echo+chunk=3", prompt=TEXT, stream=True)
    same("".join(chunk.choices[0].text for chunk in stream if chunk.choices), TEXT)


@check("embeddings")
def embeddings():
    answer = client.embeddings.create(model="text-embedding-3-small", input=[TEXT, SECOND])
    same([len(row.embedding) for row in answer.data], [1536, 1536], "sizes")


@check("embeddings, the same value has the same pseudonym in every request", frozenset({"EMAIL"}))
def embeddings_stable():
    for text in ("Write to anna.mueller@mail.example", "Who is anna.mueller@mail.example?"):
        client.embeddings.create(model="text-embedding-3-small", input=text)
    found = [sandbox_log.PSEUDONYM.search(sandbox_log.readable(r["body"])).group() for r in sandbox_log.received()]
    same(found[0], found[1], "pseudonym")


@check("embeddings, token arrays refused", None)
def embeddings_tokens():
    call = lambda: client.embeddings.create(model="text-embedding-3-small", input=[[1, 2, 3]])
    same(raises(openai.BadRequestError, call).code, "invalid_request", "code")


@check("moderations", ALL_TYPES)
def moderations():
    assert client.moderations.create(input=f"{TEXT} [flag]").results[0].flagged


@check("models", frozenset())
def models():
    names = [model.id for model in client.models.list()]
    same(client.models.retrieve(names[0]).id, names[0], "model")


@check("numbers, key order and unknown fields stay as they are")
def untouched():
    odd = {"seed_of_ours": 12345678901234567890123, "deep": {"b": 1, "a": [0.1, None, True, SECOND]}}
    client.chat.completions.create(model="echo", messages=[{"role": "user", "content": TEXT}], extra_body=odd)
    body = sandbox_log.readable(sandbox_log.received()[0]["body"])
    assert "12345678901234567890123" in body
    same(list(json.loads(body)["deep"]), ["b", "a"], "key order")
