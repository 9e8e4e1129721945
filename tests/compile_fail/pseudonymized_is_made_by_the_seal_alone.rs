// Nothing outside `pseudonymize::seal` can give something unchecked the type that may be sent.
use allonym::pseudonymize::{Head, Pseudonymized};

fn forge(head: Head) -> Pseudonymized {
    Pseudonymized { head, body: "anything".into() } //~ E0451
}

fn main() {}
