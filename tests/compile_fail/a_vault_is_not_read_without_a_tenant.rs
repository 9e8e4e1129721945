// There is no way to a stored mapping that does not name its tenant.
use allonym::vault::{ObjectId, Vault};

fn read(vault: &Vault) {
    let _ = vault.get(&ObjectId::Response(String::from("resp_1"))); //~ E0599
}

fn main() {}
