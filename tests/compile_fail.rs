//! What must not compile, with the compiler's own words for it. `TRYBUILD=overwrite` writes them anew.

#[test]
fn the_wrong_thing_does_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
