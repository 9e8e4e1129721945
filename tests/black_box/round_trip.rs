//! One exchange: what the provider sees, byte for byte, and that the client gets back what it knows.

use serde_json::{Value, json};

use crate::support::{Call, Proxy, Reply, Upstream};

/// Sends a chat body and gives the provider's view of it, answered with nothing.
async fn sent(body: &str) -> String {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let (answer, call) = tokio::join!(proxy.post("/v1/chat/completions").text(body).send(), taken(&upstream));
    assert_eq!(answer.status, 200, "{}", answer.text());
    call.0
}

async fn taken(upstream: &Upstream) -> (String, String) {
    let call: Call = upstream.call().await;
    let seen = (call.text(), call.path.clone());
    call.reply(&Reply::bytes(200, "application/json", "{}")).await;
    seen
}

#[tokio::test]
async fn values_leave_as_pseudonyms_and_come_back_as_they_were() {
    let proxy = Proxy::echoing().await;
    let text = "I am Jane Roe, jane.roe@mail.example, +49 30 1234567; jane.roe@mail.example again";
    let answer = proxy.chat(text).send().await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
    assert_eq!(
        proxy.last_received(),
        r#"{"model":"echo","messages":[{"role":"user","content":"I am <<PERSON_1>>, <<EMAIL_1>>, <<PHONE_1>>; <<EMAIL_1>> again"}]}"#
    );
}

#[tokio::test]
async fn what_is_not_replaced_keeps_every_byte() {
    let deep = format!("{}1{}", "[".repeat(200), "]".repeat(200));
    let around = |value: &str| {
        format!(
            "\n{{ \"model\" :\"m\",\t\"seed\":12345678901234567890123,\"temperature\":1e400,\"top_p\":-0.0,\r\n\
             \"x\":0.1000000000000000055,\"x\":\"\\/\\u00fc\\ud83d ü\\n\",\"n\":1,\"deep\":{deep},\
             \"messages\":[{{\"content\":\"a\\/b {value} \\u00FC\\t\",\"role\":\"user\"}} , {{\"content\":\"{value}\",\
             \"role\":\"user\",\"content\":\"{value}\"}}] }}\n"
        )
    };
    assert_eq!(sent(&around("jane.roe@mail.example")).await, around("<<EMAIL_1>>"));
    let plain = around("nobody");
    assert_eq!(sent(&plain).await, plain);
}

#[tokio::test]
async fn a_value_is_found_however_json_spells_it() {
    let dumped = r#"{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":"{\"k\": 1.0, \"to\": \"Frau Anna M\\u00fcller\", \"z\":[ ]}"}]}"#;
    assert_eq!(sent(dumped).await, dumped.replace("Anna M\\\\u00fcller", "<<PERSON_1>>"));
    let escaped = r#"{"model":"m","messages":[{"role":"user","content":"\u006aane.roe\u0040mail.example"}]}"#;
    assert_eq!(sent(escaped).await, r#"{"model":"m","messages":[{"role":"user","content":"<<EMAIL_1>>"}]}"#);
}

#[tokio::test]
async fn a_value_is_found_whatever_sign_it_is_set_off_by() {
    for (text, expected) in [
        (r"write to _jane\\_roe@mail.example_", r"write to _<<EMAIL_1>>_"),
        ("scan_4539578763621486.pdf", "scan_<<CREDIT_CARD_1>>.pdf"),
        ("iban_DE02120300000000202051_2026.pdf", "iban_<<IBAN_1>>_2026.pdf"),
        ("DE02120300000000202051¹", "<<IBAN_1>>¹"),
        ("LIKE '%4539578763621486%'", "LIKE '%<<CREDIT_CARD_1>>%'"),
        (r"allow 203\\.0\\.113\\.77;", "allow <<IP_ADDRESS_1>>;"),
    ] {
        let body = |text| format!(r#"{{"model":"m","messages":[{{"role":"user","content":"{text}"}}]}}"#);
        assert_eq!(sent(&body(text)).await, body(expected), "{text}");
    }
}

/// Claude Code's provider knows its client by these very words.
#[tokio::test]
async fn a_provider_is_told_its_own_name() {
    let body = json!({"model": "m", "messages": [
        {"role": "system", "content": "You are Claude Code, Anthropic's official CLI for Claude."},
        {"role": "user", "content": "I work at Anthropic. from openai import OpenAI"}]});
    assert_eq!(sent(&body.to_string()).await, body.to_string());
}

#[tokio::test]
async fn json_in_json_in_json_is_walked_to_the_bottom() {
    let body = json!({"model": "m", "messages": [{"role": "tool", "tool_call_id": "c",
        "content": json!({"a": json!({"b": json!(["jane.roe@mail.example", 1e3]).to_string()}).to_string()}).to_string()}]});
    let seen: Value = serde_json::from_str(&sent(&body.to_string()).await).unwrap();
    let inside = |text: &Value| -> Value { serde_json::from_str(text.as_str().unwrap()).unwrap() };
    let bottom = inside(&inside(&inside(&seen["messages"][0]["content"])["a"])["b"]);
    assert_eq!(bottom[0], "<<EMAIL_1>>");
}

#[tokio::test]
async fn one_person_has_one_number_in_every_spelling_and_gets_each_back() {
    let proxy = Proxy::echoing().await;
    let text = "My name is Anna Müller. Frau Müller called; regards to ANNA MÜLLER.";
    let answer = proxy.chat(text).send().await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
    let seen = proxy.last_received();
    assert!(seen.contains("<<PERSON_1>>") && seen.contains("<<PERSON_1B>>"), "{seen}");
    assert!(!seen.contains("PERSON_2") && !seen.to_lowercase().contains("müller"), "{seen}");
}

#[tokio::test]
async fn many_values_of_one_kind_do_not_run_into_each_other() {
    let proxy = Proxy::echoing().await;
    let text: Vec<String> = (1..=30).map(|n| format!("user{n}@mail.example")).collect();
    let text = text.join("/") + " and user1@mail.example, user11@mail.example";
    let answer = proxy.chat(&text).send().await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
    assert!(proxy.last_received().contains("<<EMAIL_30>> and <<EMAIL_1>>, <<EMAIL_11>>"));
}

#[tokio::test]
async fn many_kinds_side_by_side_and_emoji_between_them() {
    let proxy = Proxy::echoing().await;
    let text =
        "😀Frau Anna Müller😀jane.roe@mail.example,😀 DE89 3704 0044 0532 0130 00;4111 1111 1111 1111 😀";
    let answer = proxy.chat(text).send().await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
    let seen = proxy.last_received();
    for part in ["Müller", "jane", "DE89", "4111"] {
        assert!(!seen.contains(part), "{part}: {seen}");
    }
}

#[tokio::test]
async fn what_looks_like_a_pseudonym_is_text_and_no_way_round_the_detectors() {
    let proxy = Proxy::echoing().await;
    let text = "<<PERSON_1>> <<EMAIL_1>> <<ghp_q8Zr1vW0sKx2LmT9bYc4Nd7PfGhJ3aQe5R6t>> <<jane.roe@mail.example>> [EMAIL_1] EMAIL_1 <<LITERAL_1>>";
    let answer = proxy.chat(text).send().await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
    let seen = proxy.last_received();
    assert!(!seen.contains("ghp_") && !seen.contains("jane.roe") && !seen.contains("PERSON_1"), "{seen}");
    let twice = proxy.chat(&format!("{text} {text}")).send().await;
    assert_eq!(twice.json()["choices"][0]["message"]["content"], format!("{text} {text}"));
}

#[tokio::test]
async fn values_that_are_words_of_our_own_alphabet_do_no_harm() {
    let proxy = Proxy::echoing_with("[lists]\ndeny = ['EMAIL', 'PERSON', 'LISTED', 'CUSTOM']").await;
    let text = "EMAIL to jane.roe@mail.example: PERSON Jane, CUSTOM LISTED. My name is Jane Roe.";
    let answer = proxy.chat(text).send().await;
    assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
}

#[tokio::test]
async fn what_is_found_once_is_replaced_wherever_else_it_stands() {
    let body = json!({"model": "m", "messages": [
        {"role": "assistant", "tool_calls": [{"id": "c", "type": "function",
            "function": {"name": "f", "arguments": "{\"Zebedia Quander\":\"Zebedia Quander\"}"}}]},
        {"role": "user", "content": "Zebedia Quander, zebedia quander"},
        {"role": "user", "content": "My name is Zebedia Quander."}]});
    let seen = sent(&body.to_string()).await;
    assert!(!seen.to_lowercase().contains("zebedia"), "{seen}");
}

#[tokio::test]
async fn a_conversation_that_grows_keeps_its_beginning_byte_for_byte() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let texts = [
        "My name is Jane Roe and I write to tom@mail.example.",
        "Frau Roe, and also Frau Doe",
        "call +49 30 1234567 or jane.roe@mail.example, says Dr. John Roe",
        "tom@mail.example, <<EMAIL_7>>, Zoe",
        "My name is Zoe Zander",
    ];
    let mut before = String::new();
    for turns in 1..=texts.len() {
        let messages: Vec<Value> =
            texts[..turns].iter().map(|text| json!({"role": "user", "content": text})).collect();
        let body = json!({"model": "m", "system": "You help Jane Roe.", "messages": messages});
        let (answer, (seen, _)) =
            tokio::join!(proxy.post("/v1/messages").json(body).send(), taken(&upstream));
        assert_eq!(answer.status, 200);
        assert!(seen.starts_with(&before), "{before}\n{seen}");
        before = seen.trim_end_matches("]}").to_owned();
    }
}

#[tokio::test]
async fn numbers_do_not_depend_on_the_order_of_keys() {
    let (system, messages) =
        (r#""system":"for a@mail.example""#, r#""messages":[{"role":"user","content":"b@mail.example"}]"#);
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for body in
        [format!(r#"{{"model":"m",{system},{messages}}}"#), format!(r#"{{{messages},{system},"model":"m"}}"#)]
    {
        let (_, (seen, _)) = tokio::join!(proxy.post("/v1/messages").text(&body).send(), taken(&upstream));
        assert_eq!(
            seen,
            body.replace("a@mail.example", "<<EMAIL_1>>").replace("b@mail.example", "<<EMAIL_2>>")
        );
    }
}

#[tokio::test]
async fn counting_tokens_and_asking_send_the_same_text() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body = json!({"model": "m", "system": "My name is Jane Roe", "messages": [{"role": "user", "content": "a@mail.example"}]});
    let ask = |path| proxy.post(path).json(body.clone()).send();
    let (_, (asked, _)) = tokio::join!(ask("/v1/messages"), taken(&upstream));
    let (_, (counted, path)) = tokio::join!(ask("/v1/messages/count_tokens?beta=true"), taken(&upstream));
    assert_eq!((asked, path.as_str()), (counted, "/v1/messages/count_tokens?beta=true"));
}

#[tokio::test]
async fn a_request_in_pieces_of_one_byte_is_the_same_request() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body =
        r#"{"model":"m","messages":[{"role":"user","content":"Frau Anna Müller 😀 jane.roe@mail.example"}]}"#;
    let client = async {
        let ask = proxy.post("/v1/chat/completions").header("content-type", "application/json");
        let mut connection = ask.header("transfer-encoding", "chunked").begin().await;
        for byte in body.as_bytes() {
            connection.write(&[b"1\r\n", std::slice::from_ref(byte), b"\r\n"].concat()).await;
        }
        connection.write(b"0\r\n\r\n").await;
        connection.answer().await.finish().await
    };
    let (_, (seen, _)) = tokio::join!(client, taken(&upstream));
    assert_eq!(
        seen,
        body.replace("Anna Müller", "<<PERSON_1>>").replace("jane.roe@mail.example", "<<EMAIL_1>>")
    );
}

/// Values that mean something to JSON, as tool arguments, whole and streamed: the tool gets the real value.
#[tokio::test]
async fn a_tool_gets_the_value_whatever_json_makes_of_it() {
    let hard = ["C:\\new\\table", "say \"hi\"", "line\nbreak\ttab", "O'Brien \\ 😀"];
    let deny = hard.map(|value| serde_json::to_string(value).unwrap()).join(", ");
    let proxy = Proxy::echoing_with(&format!("[lists]\ndeny = [{deny}]")).await;
    let tools = json!([{"type": "function", "function": {"name": "write", "parameters":
        {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}}}]);
    for value in hard {
        let text = format!("before {value} after");
        for (model, stream) in [("echo-tool", false), ("echo-tool", true), ("echo-tool+chunk=1", true)] {
            let body = json!({"model": model, "stream": stream, "tools": tools, "messages": [{"role": "user", "content": text}]});
            let answer = proxy.post("/v1/chat/completions").json(body).send().await;
            let arguments = if stream {
                answer.joined("/choices/0/delta/tool_calls/0/function/arguments")
            } else {
                answer.json()["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            };
            let arguments: Value =
                serde_json::from_str(&arguments).unwrap_or_else(|fault| panic!("{fault}: {arguments}"));
            assert_eq!(arguments["text"], text, "{model} {stream}");
            assert!(proxy.last_received().contains("LISTED_1"), "{}", proxy.last_received());
        }
    }
}

/// What a tool read and the client sends back with the same words cut out of it must still match (read, then edit).
#[tokio::test]
async fn an_edit_quotes_what_was_read_exactly() {
    let proxy = Proxy::echoing().await;
    let file = "# Owner: Jane Roe <jane.roe@mail.example>\nname = 'Jane Roe'\t# \"quoted\"\\\n";
    let body = json!({"model": "echo-tool", "tools": [{"name": "edit", "input_schema":
            {"type": "object", "properties": {"old_string": {"type": "string"}}, "required": ["old_string"]}}],
        "max_tokens": 99, "messages": [{"role": "user", "content": file}]});
    let answer = proxy.post("/v1/messages").json(body).send().await.json();
    let call =
        answer["content"].as_array().unwrap().iter().find(|block| block["type"] == "tool_use").unwrap();
    assert_eq!(call["input"]["old_string"], file);
    let seen = proxy.last_received();
    assert!(seen.contains("EMAIL_1") && !seen.contains("jane.roe"), "{seen}");
}

#[tokio::test]
async fn signed_reasoning_goes_both_ways_untouched() {
    let proxy = Proxy::echoing().await;
    let first = json!({"role": "user", "content": "My name is Jane Roe"});
    let ask = |messages: Value| {
        json!({"model": "echo-thinking", "max_tokens": 2000,
        "thinking": {"type": "enabled", "budget_tokens": 1024}, "messages": messages})
    };
    let answer = proxy.post("/v1/messages").json(ask(json!([first]))).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let content = answer.json()["content"].clone();
    assert_eq!(content[0]["type"], "thinking");
    assert!(!content[0].to_string().contains("Jane"), "sealed text stays as it was signed: {content}");
    // The sandbox refuses reasoning that comes back changed.
    let next = json!([first, {"role": "assistant", "content": content}, {"role": "user", "content": "and jane.roe@mail.example"}]);
    let answer = proxy.post("/v1/messages").json(ask(next)).send().await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let last = answer.json()["content"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["text"], "and jane.roe@mail.example");
}

#[tokio::test]
async fn a_pseudonym_is_recognised_as_models_mangle_it_and_only_if_it_is_known() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    for (said, shown) in [
        ("<<EMAIL_1>>", "jane.roe@mail.example"),
        ("<<email_1>>", "jane.roe@mail.example"),
        ("<< EMAIL_1 >>", "jane.roe@mail.example"),
        ("<<EMAIL-1>>", "jane.roe@mail.example"),
        ("<<EMAIL_01>>", "jane.roe@mail.example"),
        ("<EMAIL_1>", "jane.roe@mail.example"),
        ("&lt;&lt;EMAIL_1&gt;&gt;", "jane.roe@mail.example"),
        ("\\<\\<EMAIL\\_1\\>\\>", "jane.roe@mail.example"),
        ("«EMAIL_1»", "jane.roe@mail.example"),
        ("<<EMAIL_1>>'s", "jane.roe@mail.example's"),
        ("**<<EMAIL_1>>**", "**jane.roe@mail.example**"),
        ("<<EMAIL_2>>", "<<EMAIL_2>>"),
        ("<<EMAIL_10>>", "<<EMAIL_10>>"),
        ("<<PERSON_1>>", "<<PERSON_1>>"),
        ("EMAIL_1", "jane.roe@mail.example"),
        ("XEMAIL_1", "XEMAIL_1"),
        ("EMAIL_1X", "EMAIL_1X"),
        ("<<", "<<"),
        ("if a<<EMAIL", "if a<<EMAIL"),
    ] {
        let reply = Reply::json(200, json!({"choices": [{"message": {"content": said}}]}));
        let provider = async { upstream.call().await.reply(&reply).await };
        let (answer, ()) = tokio::join!(proxy.chat("jane.roe@mail.example").send(), provider);
        assert_eq!(answer.json()["choices"][0]["message"]["content"], shown, "{said}");
    }
}

#[tokio::test]
async fn a_restored_value_is_not_restored_again() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let reply = Reply::json(200, json!({"choices": [{"message": {"content": "<<LITERAL_1>> <<EMAIL_1>>"}}]}));
    let provider = async { upstream.call().await.reply(&reply).await };
    let (answer, ()) = tokio::join!(proxy.chat("<<EMAIL_1>> jane.roe@mail.example").send(), provider);
    assert_eq!(answer.json()["choices"][0]["message"]["content"], "<<EMAIL_1>> jane.roe@mail.example");
}

#[tokio::test]
async fn a_stop_sequence_follows_the_text_and_comes_back() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let body = json!({"model": "m", "max_tokens": 9, "stop_sequences": ["jane.roe@mail.example:", "x"],
        "messages": [{"role": "user", "content": "jane.roe@mail.example"}]});
    let provider = async {
        let call = upstream.call().await;
        let sequence = call.json()["stop_sequences"].clone();
        call.reply(&Reply::json(200, json!({"content": [], "stop_sequence": sequence[0]}))).await;
        sequence
    };
    let (answer, sent) = tokio::join!(proxy.post("/v1/messages").json(body).send(), provider);
    assert_eq!(sent, json!(["<<EMAIL_1>>:", "x"]));
    assert_eq!(answer.json()["stop_sequence"], "jane.roe@mail.example:");
}

#[tokio::test]
async fn a_policy_decides_by_kind() {
    let toml =
        "[policies]\nEMAIL = 'redact'\nIBAN = 'block'\nPHONE = 'allow'\n[lists]\nallow = ['198.51.100.7']";
    let proxy = Proxy::echoing_with(toml).await;
    let answer = proxy.chat("jane.roe@mail.example, +49 30 1234567, 198.51.100.7, 198.51.100.8").send().await;
    let content = answer.json()["choices"][0]["message"]["content"].clone();
    assert_eq!(content, "[EMAIL], +49 30 1234567, 198.51.100.7, 198.51.100.8");
    assert!(proxy.last_received().contains("[EMAIL], +49 30 1234567, 198.51.100.7, <<IP_ADDRESS_1>>"));
    proxy.sandbox().clear_received();
    let refused = proxy.chat("DE89 3704 0044 0532 0130 00").send().await;
    assert_eq!(refused.refusal(), (400, "pii_blocked".to_owned()));
    assert_eq!(refused.header("x-should-retry"), Some("false"));
    assert!(refused.text().contains("IBAN") && !refused.text().contains("DE89"), "{}", refused.text());
    assert!(proxy.sandbox().received().is_empty());
}

#[tokio::test]
async fn embeddings_give_a_value_the_same_pseudonym_in_every_request() {
    let upstream = Upstream::start().await;
    let proxy = Proxy::before(&upstream).start().await;
    let mut seen = Vec::new();
    for input in ["about jane.roe@mail.example", "tom@mail.example", "jane.roe@mail.example, who?"] {
        let body = json!({"model": "m", "input": [input]});
        let (_, (sent, _)) = tokio::join!(proxy.post("/v1/embeddings").json(body).send(), taken(&upstream));
        let sent: Value = serde_json::from_str(&sent).unwrap();
        seen.push(sent["input"][0].as_str().unwrap().to_owned());
    }
    let pseudonym = seen[0].strip_prefix("about ").unwrap();
    assert_eq!(seen[2].strip_suffix(", who?").unwrap(), pseudonym);
    assert_ne!(seen[1], pseudonym);
    assert!(pseudonym.starts_with("<<EMAIL_"), "{pseudonym}");
}

#[tokio::test]
async fn exchanges_at_once_do_not_see_each_other() {
    let proxy = Proxy::echoing().await;
    let asks = (0..40).map(|n| {
        let text = format!("user{n}@mail.example and user{}@mail.example", n + 1);
        let ask = proxy.chat(&text);
        async move { (text, ask.send().await) }
    });
    for (text, answer) in futures_util::future::join_all(asks).await {
        assert_eq!(answer.json()["choices"][0]["message"]["content"], text);
    }
}

/// A client that validates what a tool is called with refuses the digits of a number.
#[tokio::test]
async fn a_number_comes_back_as_a_number_however_the_stream_is_cut() {
    let proxy = Proxy::echoing().await;
    let text = r#"{"customer_id": 10023456, "of": {"name": "Jane Roe", "age": 42}, "digits": "10023456"}"#;
    let tools = json!([{"type": "function", "function": {"name": "write", "parameters":
        {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}}}]);
    for (model, place) in [
        ("echo", "content"),
        ("echo+chunk=1", "content"),
        ("echo-tool", "tool_calls/0/function/arguments"),
        ("echo-tool+chunk=1", "tool_calls/0/function/arguments"),
    ] {
        let body = json!({"model": model, "stream": true, "tools": tools, "messages": [{"role": "user", "content": text}]});
        let answer = proxy.post("/v1/chat/completions").json(body).send().await;
        let said = answer.joined(&format!("/choices/0/delta/{place}"));
        if place == "content" {
            assert_eq!(said, text, "{model}");
        } else {
            let arguments: Value = serde_json::from_str(&said).unwrap();
            assert_eq!(arguments["text"], text, "{model}");
        }
        let seen = proxy.last_received();
        assert!(
            !seen.contains("10023456") && seen.contains(r#"\"customer_id\": \"<<CUSTOMER_ID_1>>\""#),
            "{seen}"
        );
    }
}
