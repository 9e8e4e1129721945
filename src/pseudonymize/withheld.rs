//! Pictures that are withheld: another stands in the place of each, which says so, of the same format. An agent that has looked
//! at a screenshot goes on, and nothing of the screenshot leaves.
//!
//! Owns: those pictures (`withheld/`, drawn for this project) and which formats there are. Never: decides whether any is withheld;
//! the tenant's profile does.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// The formats that providers take, by media type, and the picture in each.
const PICTURES: [(&str, &[u8]); 4] = [
    ("image/png", include_bytes!("withheld/picture.png")),
    ("image/jpeg", include_bytes!("withheld/picture.jpeg")),
    ("image/gif", include_bytes!("withheld/picture.gif")),
    ("image/webp", include_bytes!("withheld/picture.webp")),
];

/// What stands in the place of the picture that `string` is, as base64 with the media type beside it or as a `data:` URL; none for
/// anything else, such as a link, a sound or a document.
pub(super) fn instead(string: &str, media_type: Option<&str>) -> Option<String> {
    let Some(url) = string.strip_prefix("data:") else { return picture(media_type?) };
    let (head, _) = url.split_once(',')?;
    let media_type = head.split(';').next()?;
    // A URL says itself what it holds, so that any picture will do.
    let known = picture(media_type).map(|picture| (media_type, picture));
    let any = || picture(PICTURES[0].0).map(|picture| (PICTURES[0].0, picture));
    let is_picture = media_type.starts_with("image/");
    let (media_type, picture) = known.or_else(any).filter(|_| is_picture)?;
    Some(format!("data:{media_type};base64,{picture}"))
}

/// The picture of a format, as base64.
fn picture(media_type: &str) -> Option<String> {
    let of_it = |(known, _): &&(&str, &[u8])| known.eq_ignore_ascii_case(media_type);
    PICTURES.iter().find(of_it).map(|(_, picture)| STANDARD.encode(picture))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_of_the_format_that_is_told() {
        for (media_type, begins) in [
            ("image/png", "iVBORw0KGgo"),
            ("image/jpeg", "/9j/"),
            ("image/gif", "R0lGOD"),
            ("IMAGE/WEBP", "UklGR"),
        ] {
            assert!(instead("AAAA", Some(media_type)).unwrap().starts_with(begins), "{media_type}");
        }
        let url = instead("data:image/jpeg;base64,AAAA", None).unwrap();
        assert!(url.starts_with("data:image/jpeg;base64,/9j/"));
        assert!(
            instead("data:image/heic;base64,AAAA", None).unwrap().starts_with("data:image/png;base64,iVBO")
        );
    }

    #[test]
    fn nothing_but_a_picture_has_one_instead() {
        for (string, media_type) in [
            ("AAAA", None),
            ("AAAA", Some("application/pdf")),
            ("AAAA", Some("image/heic")),
            ("data:application/pdf;base64,AAAA", Some("image/png")),
            ("data:audio/wav;base64,AAAA", None),
            ("data:image/png", None),
        ] {
            assert_eq!(instead(string, media_type), None, "{string} {media_type:?}");
        }
    }
}
