use super::*;

#[test]
fn base58() {
    for good in ["16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"] {
        assert!(is_base58(good), "{good}");
    }
    for bad in ["16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyY", "0Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ", "3J98t1WpEZ73"] {
        assert!(!is_base58(bad), "{bad}");
    }
}

#[test]
fn bech32() {
    for good in [
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "bc1p5d7rjq7g6rdk2yhzks9smlaqtedr4dekq08ge8ztwac72sfr9rusxg3297",
    ] {
        assert!(is_bech32(good), "{good}");
    }
    for bad in
        ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "bc1"]
    {
        assert!(!is_bech32(bad), "{bad}");
    }
}

#[test]
fn ethereum() {
    for good in [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfb6916095ca1df60bb79ce92ce3ea74c37c5d359",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ] {
        assert!(is_ethereum(good), "{good}");
    }
    for bad in [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
        "0x0000000000000000000000000000000000000001",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeA",
    ] {
        assert!(!is_ethereum(bad), "{bad}");
    }
}
