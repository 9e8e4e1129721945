use std::io::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// The spelling of `value` in `text`, found through one of its decoded parts.
fn spelling<'t>(text: &'t str, value: &str) -> Option<&'t str> {
    parts(text).iter().find_map(|part| {
        let start = part.text.find(value)?;
        Some(&text[part.spelled(&(start..start + value.len()))])
    })
}

/// Read by itself, the percent-encoding has the `n` before its first word.
#[test]
fn a_word_that_begins_behind_an_escape_is_read_without_it() {
    assert!(parts(r"paid\nGB29%20NWBK").iter().any(|part| part.text == "GB29 NWBK"));
    for (text, meant) in [(r"call\n%2B49%2030", "call\n+49 30"), (r"call\t&#43;49&#32;30", "call\t+49 30")] {
        assert!(parts(text).iter().any(|part| part.text == meant), "{text}");
    }
}

/// Else what is too short to be read when it comes would be read when it leaves, and the request refused.
#[test]
fn what_stands_behind_a_pseudonym_is_no_further_line_of_it() {
    assert!(is_plain("<<HEALTH_INSURANCE_ID_1>> V2F5bmUgRll"));
    assert!(!is_plain("<<YW5uYUBleGFtcGxlLmNvbQ>> V2F5bmUgRll"));
}

#[test]
fn letters_are_read_as_tex_writes_them() {
    for (text, value, spelled) in [
        (r#"Kr\"ahenb\"uhl x"#, "Krähenbühl", r#"Kr\"ahenb\"uhl"#),
        (r"Kapellenstra\ss e 6", "Kapellenstraße 6", r"Kapellenstra\ss e 6"),
        (r"Mor\'on, Stra\ss{}en", "Morón, Straßen", r"Mor\'on, Stra\ss{}en"),
        (r#"M{\"u}ller, Gro{\ss}mann"#, "Müller, Großmann", r#"M{\"u}ller, Gro{\ss}mann"#),
    ] {
        assert_eq!(spelling(text, value), Some(spelled), "{text}");
    }
}

#[test]
fn the_short_escapes_of_a_document_amid_text_are_read_inside_a_value() {
    for (text, value, spelled) in [
        (r#"see {"at":"12\/04\/1985"} x"#, "12/04/1985", r"12\/04\/1985"),
        (r#"log {"p":"Tr0ub\\4dor"}, "q""#, r"Tr0ub\4dor", r"Tr0ub\\4dor"),
        (r#"log {"p":"C:\\new\\table"} x"#, r"C:\new\table", r"C:\\new\\table"),
        (r#"log {"p":"Quo\"te"} x"#, "Quo\"te", r#"Quo\"te"#),
    ] {
        assert_eq!(spelling(text, value), Some(spelled), "{text}");
    }
}

#[test]
fn values_are_found_as_they_are_spelled() {
    for (text, value, spelled) in [
        ("GET /?q=anna%40example.com&x=1", "anna@example.com", "anna%40example.com"),
        ("=?UTF-8?Q?Hi?= =?x I am =?UTF-8?B?SmFuZSBSb2U=?=", "Jane Roe", "SmFuZSBSb2U="),
        (
            "See: eCBERTg5MzcwNDAwNDQwNTMyMDEzMDAw end",
            "DE89370400440532013000",
            "eCBERTg5MzcwNDAwNDQwNTMyMDEzMDAw",
        ),
        ("TEL:+49=20151=2023456789", "+49 151 23456789", "+49=20151=2023456789"),
        ("see M%C3%BCller now", "Müller", "M%C3%BCller"),
        ("a=1&phone=%2B49+171+55502817&b", "+49 171 55502817", "%2B49+171+55502817"),
        ("-d 'q=IBAN%3A+DE02+1203+0000'", "IBAN: DE02 1203 0000", "IBAN%3A+DE02+1203+0000"),
        ("GET /?name=Helena+Brandt x", "Helena Brandt", "Helena+Brandt"),
        (r#"{"n": "Anna M\u00fcller"}, ..."#, "Anna Müller", r"Anna M\u00fcller"),
        (r"x \ud83d\ude00 y", "😀", r"\ud83d\ude00"),
        (r#"log {\"pin\": \"x y\"}"#, r#""pin": "x y""#, r#"\"pin\": \"x y\""#),
        (r#"1,"{""pin"":""x""}",2"#, r#""pin":"x"#, r#"""pin"":""x"#),
        (r#"pin=\\\"x\\\" z"#, r#"pin="x" z"#, r#"pin=\\\"x\\\" z"#),
        ("see M%25C3%25BCller now", "Müller", "M%25C3%25BCller"),
        ("see anna%2540example.com", "anna@example.com", "anna%2540example.com"),
        ("see anna%25252540example.com", "anna@example.com", "anna%25252540example.com"),
        ("%FF anna%40example.com M%FCller", "anna@example.com Müller", "anna%40example.com M%FCller"),
        (r"mail anna\x40example.com", "anna@example.com", r"anna\x40example.com"),
        (r"log anna\\u0040example.com", "anna@example.com", r"anna\\u0040example.com"),
        (r"M\\xc3\\xbcller \\\\xfc", "Müller", r"M\\xc3\\xbcller"),
        (r"mail anna\U00000040example.com", "anna@example.com", r"anna\U00000040example.com"),
        (r"Dear all,\nanna@example.com\tAnna", "anna@example.com\tAnna", r"anna@example.com\tAnna"),
        (r"Dear all,\\nanna\\n", "anna", "anna"),
        (r"cd /home/Anna\ Roe/x", "Anna Roe", r"Anna\ Roe"),
        (r"\x1b[1manna\x1b[m@example.com", "anna@example.com", r"anna\x1b[m@example.com"),
        (r"\u001b[1manna\u001b[m@example.com", "anna@example.com", r"anna\u001b[m@example.com"),
        (r"\e[1manna\033[m@example.com", "anna@example.com", r"anna\033[m@example.com"),
        (r"Anna M\u0026uuml;ller", "Anna Müller", r"Anna M\u0026uuml;ller"),
        ("Anna M&amp;amp;uuml;ller", "Anna Müller", "Anna M&amp;amp;uuml;ller"),
        ("&lt;b&gt;anna&lt;/b&gt;@example.com", "anna@example.com", "anna&lt;/b&gt;@example.com"),
    ] {
        assert_eq!(spelling(text, value), Some(spelled), "{text}");
    }
}

#[test]
fn values_are_found_in_base64_entities_and_other_escapes() {
    for (text, value, spelled) in [
        ("x%3DYW5uYUBleGFtcGxlLmNvbTpwd3c%3D", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbTpwd3c%3D"),
        ("=61=6E=6E=61=40=65", "anna@e", "=61=6E=6E=61=40=65"),
        (r"b'M\xc3\xbcller', 'M\xfcller'", "Müller', 'Müller", r"M\xc3\xbcller', 'M\xfcller"),
        (r#"new file: "M\303\274ller.txt""#, "Müller.txt", r"M\303\274ller.txt"),
        (r"mail anna\.roe\@example\.com", "anna.roe@example.com", r"anna\.roe\@example\.com"),
        ("Anna M&uuml;ller &amp; Co", "Anna Müller & Co", "Anna M&uuml;ller &amp; Co"),
        ("mail anna&#64;example&#x2E;com", "anna@example.com", "anna&#64;example&#x2E;com"),
        ("+49&nbsp;30", "+49\u{a0}30", "+49&nbsp;30"),
        ("Basic YW5uYUBleGFtcGxlLmNvbTpwdw== x", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbTpwdw=="),
        ("YW5uYUBleGFtcGxlLmNvbSA9==", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbSA9"),
        ("YW5uYUBleGFtcGxlLmNvbSE=\n=", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbSE="),
        ("YW5uYUBleGFtcGxlLmNvbSE==", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbSE="),
        ("url-safe PDw_Pz4-YW5uYT8_Pz8_", "anna", "PDw_Pz4-YW5uYT8_Pz8_"),
        ("path/to/YW5uYUBleGFtcGxlLmNvbTpwdw==", "anna@example.com", "YW5uYUBleGFtcGxlLmNvbTpwdw=="),
        ("eyJuIjoiTVx1MDBmY2xsZXIiLCJhIjoxfQ", "Müller", "eyJuIjoiTVx1MDBmY2xsZXIiLCJhIjoxfQ"),
        ("616e6e61406578616d706c652e636f6d", "anna@example.com", "616e6e61406578616d706c652e636f6d"),
        ("-enc bQBhAGkAbAAgAGEAbgBuAGEA", "anna", "bQBhAGkAbAAgAGEAbgBuAGEA"),
        ("%u0040 anna%u0040example.com", "anna@example.com", "anna%u0040example.com"),
        (r"'anna\u{40}example.com'", "anna@example.com", r"anna\u{40}example.com"),
        (r"{\rtf1 M\'fcller, M\u252?ller}", "Müller, Müller", r"M\'fcller, M\u252?ller"),
        (
            r"'anna\40 example.com' U&'M\00FCller'",
            "anna@example.com' U&'Müller",
            r"anna\40 example.com' U&'M\00FCller",
        ),
        (r#"M\"{u}ller"#, "Müller", r#"M\"{u}ller"#),
        ("anna&#64example.com M&uumlller", "anna@example.com Müller", "anna&#64example.com M&uumlller"),
        ("M<U+00FC>ller", "Müller", "M<U+00FC>ller"),
    ] {
        assert_eq!(spelling(text, value), Some(spelled), "{text}");
    }
}

#[test]
fn values_are_found_in_lines_and_markup_as_they_are_spelled() {
    for (text, value, spelled) in [
        ("M=C3=BCller =\nanna=40example.com", "Müller anna@example.com", "M=C3=BCller =\nanna=40example.com"),
        ("anna@exam=\r\nple.com", "anna@example.com", "anna@exam=\r\nple.com"),
        ("DE89 3704 =\n0044 0532", "3704 0044", "3704 =\n0044"),
        ("GB29 NWBK=\r\n 6016", "NWBK 6016", "NWBK=\r\n 6016"),
        ("IBAN:=20DE89 now", "IBAN: DE89", "IBAN:=20DE89"),
        ("card=3D4539 5787", "card=4539", "card=3D4539"),
        ("3704 <wbr>0044", "3704 0044", "3704 <wbr>0044"),
        ("EMAIL:anna.muel\r\n ler@example.com", "anna.mueller@example.com", "anna.muel\r\n ler@example.com"),
        ("> to anna@\n> example.com", "anna@example.com", "anna@\n> example.com"),
        ("DE89 3704 0044\n0532 0130", "3704 0044 0532 0130", "3704 0044\n0532 0130"),
        ("> with Anna\n> Müller", "Anna\nMüller", "Anna\n> Müller"),
        ("\x1b[1;31manna\x1b[m@example.com", "anna@example.com", "anna\x1b[m@example.com"),
        ("<em>anna</em>@example.com", "anna@example.com", "anna</em>@example.com"),
        ("<A href='x'>anna</A>@example.com", "anna@example.com", "anna</A>@example.com"),
        ("anna@<wbr>example.com", "anna@example.com", "anna@<wbr>example.com"),
        (
            "<w:t>Mül</w:t></w:r><w:r w:x=\"1\"><w:t>ler</w:t>",
            "Müller",
            "Mül</w:t></w:r><w:r w:x=\"1\"><w:t>ler",
        ),
        (
            "\x1b]8;;http://x\x07anna\x1b]8;;\x1b\\@example.com",
            "anna@example.com",
            "anna\x1b]8;;\x1b\\@example.com",
        ),
        ("From: =?UTF-8?Q?Anna_M=C3=BCller?= <a>", "Anna Müller", "Anna_M=C3=BCller"),
        (
            "=?iso-8859-1?q?Anna?= =?iso-8859-1?q?_M=FCller?=",
            "Anna Müller",
            "Anna?= =?iso-8859-1?q?_M=FCller",
        ),
        ("x =?utf-8?B?QW5uYSBNw7xsbGVy?=", "Anna Müller", "QW5uYSBNw7xsbGVy"),
    ] {
        assert_eq!(spelling(text, value), Some(spelled), "{text}");
    }
}

#[test]
fn what_is_of_many_lines_or_packed_is_found_and_replaced_as_a_whole() {
    let lines = |text: &str| {
        let encoded = STANDARD.encode(text);
        encoded.as_bytes().chunks(76).map(|line| str::from_utf8(line).unwrap()).collect::<Vec<_>>().join("\n")
    };
    let long = lines(&format!("{}mail anna@example.com{}", "some text ".repeat(5), " and more".repeat(6)));
    assert_eq!(spelling(&format!("body:\n{long}\nend"), "anna@example.com"), Some(&*long));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(b"mail anna@example.com").unwrap();
    let packed = STANDARD.encode(gzip.finish().unwrap());
    assert_eq!(spelling(&format!("x {packed} y"), "anna@example.com"), Some(&*packed));
    let twice = STANDARD.encode(STANDARD.encode("mail anna@example.com").as_bytes());
    assert_eq!(spelling(&format!("x {twice} y"), "anna@example.com"), Some(&*twice));
    for dump in [
        "00000000: 7772 6974 6520 616e 6e61 4065 7861 6d70  write anna@examp\n00000010: 6c65 2e63 6f6d                           le.com",
        "00000000  77 72 69 74 65 20 61 6e  6e 61 40 65 78 61 6d 70  |write anna@examp|\n00000010  6c 65 2e 63 6f 6d                                 |le.com|\n00000016",
    ] {
        let found = spelling(dump, "write anna@example.com").unwrap();
        assert!(dump.starts_with(found) && found.len() > 100, "{found}");
    }
}

#[test]
fn what_stands_in_the_next_line_is_not_glued_to_a_value_at_the_end() {
    let encoded = STANDARD.encode("some text, so that its line is long: anna@example.com");
    let encoded = encoded.trim_end_matches('=');
    let packed = STANDARD.encode(format!("its {} anna@example.com", "is ".repeat(8)));
    assert!(packed.len() >= 60 && !packed.ends_with('='), "{packed}");
    // `aGVs` means `hel`.
    for next in ["\n", "\n\n", "\naGVs", "\r\naGVs", "\n\naGVs", "\naGVs, yours", "\nzz", "\n\nzz"] {
        let text = format!("body:\n{packed}{next}");
        let ends = |part: &Decoded| part.text.ends_with("anna@example.com");
        assert!(parts(&text).iter().any(ends), "{text}");
    }
    assert_eq!(spelling(&format!("{encoded}\n\nAe"), "anna@example.com"), Some(encoded));
}

#[test]
fn base64_is_read_however_its_lines_are_broken_and_whatever_is_glued_to_it() {
    let encoded =
        STANDARD.encode(format!("{}mail anna@example.com{}", "some text ".repeat(5), " and more".repeat(6)));
    for width in [20, 40, 63, 64, 75, 76] {
        let lines: Vec<_> =
            encoded.as_bytes().chunks(width).map(|line| str::from_utf8(line).unwrap()).collect();
        for seam in [
            "\n",
            "\r\n",
            "\n    ",
            "\n> ",
            "\\\n",
            "\\n",
            "\\r\\n",
            "\"\n  \"",
            "\" +\n \"",
            "\n+",
            "\n-",
            " ",
            "\n# ",
        ] {
            let mark = seam.strip_prefix('\n').filter(|mark| ["+", "-"].contains(mark)).unwrap_or_default();
            let text = format!("body: \n{mark}{}\n\nend", lines.join(seam));
            assert!(spelling(&text, "anna@example.com").is_some(), "{text}");
        }
    }
    let text = format!("log \"part\\n{encoded}\\nend\"");
    assert_eq!(spelling(&text, "anna@example.com"), Some(&*encoded));
    assert!(spelling(&format!("token{encoded}END"), "anna@example.com").is_some());
    let packed = |bytes: &[u8]| STANDARD.encode(bytes);
    let latin: Vec<u8> = "write to Anna Müller".chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert!(spelling(&packed(&latin), "Anna Müller").is_some());
    assert!(spelling(&packed(b"\x0a\x15anna@example.com\x12\x00"), "anna@example.com").is_some());
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
    zlib.write_all(b"mail anna@example.com").unwrap();
    assert!(spelling(&packed(&zlib.finish().unwrap()), "anna@example.com").is_some());
}

#[test]
fn a_text_is_plain_where_it_has_no_parts() {
    for text in [
        "a",
        "=C3=BC",
        "anna@\nexample.com",
        "=?utf-8?q?=41?=",
        "x\x1b[m",
        "616e6e61406578616d706c652e636f6d",
        "a=b",
    ] {
        assert_eq!(is_plain(text), parts(text).is_empty(), "{text}");
    }
}

#[test]
fn ordinary_text_has_no_such_parts() {
    for text in [
        "100% sure, 5 %de",
        "a\\n b\\t\\\"c\\\"",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "internationalization_of_things",
        "%C3 alone",
        "\\ud83d alone",
        "a && b &amp;&amp; c &lt; d, &x; &#; &#xfffffff; R&D",
        "C:\\data\\x1 \\( \\. \\1 \\999",
        "100%25",
        "if a == b { c=40; d=\"40\"; e=\n f } x != FC",
        "anna@example.com\njane@example.com\nexample.com",
        "1 2 3\n4 5 6, 12:30\n2024",
        "<b>Anna</b> <i>Roe</i> a<b and c</d>",
        "a ? b : c =? d ?= e",
        "a=b+c; i+=20; year=2024 size=3D, x =\n    y",
        "1000000 00000000-0000-0000-0000-000000000000",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ] {
        assert!(parts(text).is_empty(), "{text}");
    }
}

#[test]
fn a_long_value_of_a_form_is_read_to_its_end() {
    let text = format!("-d 'body=Dear+Sir{}+call+%2B49+171+55502817' a+b", "+and+more".repeat(200));
    assert_eq!(spelling(&text, "call +49 171"), Some("call+%2B49+171"));
    assert_eq!(spelling(&text, "a b"), None);
}
