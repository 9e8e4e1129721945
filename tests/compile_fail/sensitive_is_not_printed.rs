// A sensitive value has no `Debug` and no `Display`, and so has no struct that holds one: nothing can log it by accident.
use allonym::sensitive::Sensitive;

#[derive(Debug)]
struct Person {
    name: Sensitive<String>, //~ E0277
}

fn main() {
    let name = Sensitive::new(String::from("Jane Roe"));
    println!("{name}"); //~ E0277
}
