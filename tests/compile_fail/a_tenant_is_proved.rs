// A tenant, which opens a vault, comes from `Tenants::authenticate` alone.
use allonym::tenant::{Tenant, TenantId};

fn main() {
    let _ = Tenant { id: TenantId::new("somebody-else"), position: 0 };
}
