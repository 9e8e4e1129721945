// A tenant, which opens a vault, comes from `Tenants::authenticate` alone.
use allonym::tenant::{Scope, Tenant};

fn main() {
    let _forged = |scope: Scope| Tenant { scope, position: 0 }; //~ E0451
}
