use super::*;

fn chat(content: &str) -> String {
    format!("{{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{content}\"}}}}]}}")
}

#[test]
fn wire_37_every_framing_is_kept() {
    let touched = chat("<<PERSON_1>>");
    let lines = touched.replacen(",\"delta\"", ",\ndata: \"delta\"", 1);
    for raw in [
        format!("data: {touched}\n\n"),
        format!("data: {touched}\r\n\r\n"),
        format!("data: {touched}\r\r"),
        format!("data:{touched}\n\n"),
        format!("\u{feff}data: {touched}\n\n"),
        format!(": OPENROUTER PROCESSING\n\n: again\n\ndata: {touched}\n\n"),
        format!("id: 7\nevent: chunk\nretry: 3\n: note\ndata: {touched}\n\n"),
        format!("data: {lines}\n\n"),
        format!("data: {touched}\n\ndata: [DONE]\n\ndata: [DONE]\n\ndata: {touched}\n\n"),
        format!("data: {touched}"),
        format!("data: {touched}\n"),
        format!("data:   {touched}   \n\n"),
        "event: only\n\n\n\ndata\n\n".to_string(),
    ] {
        let expected = raw.replace("<<PERSON_1>>", "Anna Müller");
        assert_eq!(restored(Endpoint::ChatCompletions, &raw), expected);
    }
}

#[test]
fn an_unfinished_last_event_does_not_swallow_the_rest() {
    for ending in ["", "\n", "\n\n"] {
        let raw = format!("data: {}{ending}", chat("a <<PERS"));
        let out = restored(Endpoint::ChatCompletions, &raw);
        let rest = events(&out)
            .iter()
            .map(|event| event["choices"][0]["delta"]["content"].as_str().unwrap().to_string())
            .collect::<String>();
        assert_eq!(rest, "a <<PERS");
        assert_eq!(out.matches("\n\n").count(), 2, "{out:?}");
    }
}

#[test]
fn wire_40_half_an_event_is_dropped_when_the_stream_breaks() {
    let raw = format!("data: {}\n\ndata: {{\"choices\":[{{\"ind", chat("a <<PERSON_1>"));
    let out = restored_in(Endpoint::ChatCompletions, raw.as_bytes(), 5, End::Broken);
    assert!(out.ends_with("\n\n"));
    assert_eq!(events(&out)[1]["choices"][0]["delta"]["content"], "Anna Müller");
    assert_eq!(events(&out).len(), 2);

    let whole = format!("data: {}", chat("b"));
    assert_eq!(restored_in(Endpoint::ChatCompletions, whole.as_bytes(), 5, End::Broken), whole + "\n\n");
}

#[test]
fn half_an_event_at_a_clean_end_stays_half_and_comes_after_what_was_held() {
    let whole = format!("data: {}\n\n", chat("a <<PERS"));
    for half in ["data: {\"choices\":[{\"ind", "event: chunk\n", "data: {\"cut\":\n", "data: [DONE]", ": pi"]
    {
        let out = restored(Endpoint::ChatCompletions, &format!("{whole}{half}"));
        let events = out.strip_suffix(half).unwrap_or_else(|| panic!("{out:?}"));
        assert!(events.ends_with("\n\n"), "{out:?}");
        assert_eq!(self::events(events)[1]["choices"][0]["delta"]["content"], "<<PERS");
    }
}

#[test]
fn data_that_is_not_json_is_restored_as_text() {
    let raw = "data: hello <<PERSON_1>>\n\ndata: {\"cut\": \"<<PERSON_2>>\n\n";
    let out = restored(Endpoint::ChatCompletions, raw);
    assert_eq!(out, "data: hello Anna Müller\n\ndata: {\"cut\": \"O\\\"Brien \\\\ Söhne\\nGmbH 🙂\n\n");
}

#[test]
fn case_11_a_value_that_looks_like_a_pseudonym_is_not_restored_again() {
    let live =
        super::super::super::tests::pseudonyms_of(&[("LITERAL_1", "<<PERSON_1>>"), ("PERSON_1", "Anna")]);
    let mut restorer = StreamRestorer::new(Endpoint::ChatCompletions, Arc::new(live));
    let mut out = Vec::new();
    for content in ["<<LITER", "AL_1>>"] {
        restorer.push(format!("data: {}\n\n", chat(content)).into(), &mut out).unwrap();
    }
    restorer.finish(End::Clean, &mut out);
    assert!(String::from_utf8(out.concat()).unwrap().contains("\"<<PERSON_1>>\""));
}

#[test]
fn wire_27_what_is_not_alive_stays() {
    let raw = format!("data: {}\n\n", chat("<<PERSON_77>> <<EMAIL_9>>"));
    assert_eq!(restored(Endpoint::ChatCompletions, &raw), raw);
}

#[test]
fn every_byte_offset_of_one_cut_gives_the_same() {
    let raw =
        format!("data: {}\n\ndata: {}\r\n\r\n: c\n\ndata: [DONE]\n\n", chat("é <<PERSON"), chat("_1>> 🙂"));
    let expected = restored(Endpoint::ChatCompletions, &raw);
    for cut in 0..raw.len() {
        let mut restorer = StreamRestorer::new(Endpoint::ChatCompletions, Arc::new(pseudonyms()));
        let mut out = Vec::new();
        for chunk in [&raw.as_bytes()[..cut], &raw.as_bytes()[cut..]] {
            restorer.push(Bytes::copy_from_slice(chunk), &mut out).unwrap();
        }
        restorer.finish(End::Clean, &mut out);
        assert_eq!(String::from_utf8(out.concat()).unwrap(), expected, "{cut}");
    }
}

#[test]
fn a_restorer_can_move_between_threads() {
    fn is_send<T: Send>() {}
    is_send::<StreamRestorer>();
}

#[test]
fn the_name_of_an_event_stands_for_a_missing_type() {
    let delta = |text: &str| {
        format!(
            "event: content_block_delta\ndata: {{\"index\":0,\"delta\":{{\"type\":\"text_delta\",\"text\":\"{text}\"}}}}\n\n"
        )
    };
    let raw = delta("<<PER") + &delta("SON_1>>") + "event: content_block_stop\ndata: {\"index\":0}\n\n";
    let out = restored(Endpoint::Messages, &raw);
    assert!(out.contains("Anna Müller"), "{out}");
}
