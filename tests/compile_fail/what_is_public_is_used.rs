// A sensitive value that is asked for by name is there: what the other cases say is not for want of the library.
use allonym::sensitive::Sensitive;

fn main() {
    let name = Sensitive::new(String::from("Jane Roe"));
    assert_eq!(name.expose(), "Jane Roe");
}
