// `Upstream::send` takes nothing but what was sealed.
use allonym::upstream::{Target, Upstream};

async fn send(upstream: &Upstream, target: &Target<'_>) {
    let _ = upstream.send(target, b"{\"messages\":[]}".to_vec()).await; //~ E0308
}

fn main() {}
