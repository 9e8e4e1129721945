//! `allonym sandbox`: the provider that needs no account, on its own.

use std::net::SocketAddr;

use clap::Args;

use super::{Failure, Outcome, print};
use crate::file_fault::said;

/// Run a provider that needs no account: it speaks every dialect and repeats what it is told.
///
/// Its models are named for what they do: `echo` repeats the last user text, `echo-tool` calls the first tool with it,
/// `echo-thinking` thinks it first. What it received, it shows at `/_sandbox/received`, to this machine only.
///
/// How an answer is sent is set after the model's name (`echo+chunk=1+fault=cut`) or by a header (`x-sandbox-chunk: 1`, which no
/// proxy forwards): `chunk` (characters of a delta; `7b` bytes, `words`, `whole`), `write` (bytes of a write), `delay`
/// (milliseconds before a delta), `calls` (sequential, interleaved), `lines` (lf, crlf), `encoding` (gzip, br, zstd, deflate,
/// identity), `fault` (cut, reset, stall, end, error, silent, or a status) and `after` (deltas before it).
#[derive(Args)]
#[command(after_help = "\
Example:
  allonym sandbox --listen 127.0.0.1:8789 &
  export ALLONYM_OPENAI_BASE_URL=http://127.0.0.1:8789 ALLONYM_KEYS=px-sandbox-1
  allonym serve &
  curl http://127.0.0.1:8787/v1/chat/completions \\
    -H 'Authorization: Bearer px-sandbox-1' -H 'Content-Type: application/json' \\
    -d '{\"model\":\"echo\",\"messages\":[{\"role\":\"user\",\"content\":\"I am Jane Roe.\"}]}'
  curl http://127.0.0.1:8789/_sandbox/received     what a provider would have seen")]
pub(super) struct Sandbox {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8789")]
    listen: SocketAddr,
}

impl Sandbox {
    pub(super) fn run(self) -> Outcome {
        let runtime = super::serve::runtime()?;
        runtime.block_on(async {
            let sandbox = crate::sandbox::Sandbox::bind(self.listen)
                .await
                .map_err(|error| Failure::failed(self.listen, said(&error)))?;
            let stop = crate::server::stop_requested().map_err(|error| Failure::failed("signals", error))?;
            print(format_args!("The sandbox listens on http://{}\n", sandbox.addr()))?;
            sandbox.serve(stop).await;
            Ok(())
        })
    }
}
