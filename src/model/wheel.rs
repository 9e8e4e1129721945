//! Reading a wheel, which is a ZIP archive (PKWARE APPNOTE 6.3).
//!
//! Owns: finding one file by its name and unpacking it, stored or deflated. Never: writes anything, and never unpacks
//! more than the directory announces. A wheel is compared with its pin before it comes here.

use std::io::Read;

use flate2::read::DeflateDecoder;

use super::Trouble;

/// No file of the model is larger, in bytes.
const LARGEST: u32 = 64 << 20;

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

/// The file called `name`; `None` if the archive has none.
pub(super) fn file(archive: &[u8], name: &str) -> Result<Option<Vec<u8>>, Trouble> {
    let end = memchr::memmem::rfind(archive, END_OF_DIRECTORY).ok_or(Trouble::Truncated)?;
    let count = u16_at(archive, end + 10)?;
    let mut at = u32_at(archive, end + 16)? as usize;
    for _ in 0..count {
        let entry = Entry::read(archive, at)?;
        if entry.name == name.as_bytes() {
            return entry.unpack(archive).map(Some);
        }
        at = entry.next;
    }
    Ok(None)
}

/// What the directory says of a file.
struct Entry<'a> {
    name: &'a [u8],
    deflated: bool,
    packed: u32,
    unpacked: u32,
    header: usize,
    next: usize,
}

impl<'a> Entry<'a> {
    fn read(archive: &'a [u8], at: usize) -> Result<Self, Trouble> {
        expect(archive, at, DIRECTORY_ENTRY)?;
        let lengths = [28, 30, 32].map(|field| u16_at(archive, at + field));
        let [name, extra, comment] = lengths.map(|length| length.map(usize::from));
        let (name_end, rest) = (at + 46 + name?, extra? + comment?);
        Ok(Self {
            name: archive.get(at + 46..name_end).ok_or(Trouble::Truncated)?,
            deflated: u16_at(archive, at + 10)? == 8,
            packed: u32_at(archive, at + 20)?,
            unpacked: u32_at(archive, at + 24)?,
            header: u32_at(archive, at + 42)? as usize,
            next: name_end + rest,
        })
    }

    fn unpack(&self, archive: &[u8]) -> Result<Vec<u8>, Trouble> {
        expect(archive, self.header, LOCAL_HEADER)?;
        let name = usize::from(u16_at(archive, self.header + 26)?);
        let extra = usize::from(u16_at(archive, self.header + 28)?);
        let start = self.header + 30 + name + extra;
        let packed = archive.get(start..start + self.packed as usize).ok_or(Trouble::Truncated)?;
        if !self.deflated {
            return Ok(packed.to_vec());
        }
        let mut bytes = Vec::new();
        let most = u64::from(self.unpacked.min(LARGEST));
        DeflateDecoder::new(packed).take(most).read_to_end(&mut bytes).map_err(|_| Trouble::Truncated)?;
        Ok(bytes)
    }
}

fn expect(archive: &[u8], at: usize, magic: &[u8]) -> Result<(), Trouble> {
    if archive.get(at..at + magic.len()) == Some(magic) { Ok(()) } else { Err(Trouble::Truncated) }
}

fn u16_at(archive: &[u8], at: usize) -> Result<u16, Trouble> {
    let bytes = archive.get(at..at + 2).and_then(|bytes| bytes.try_into().ok()).ok_or(Trouble::Truncated)?;
    Ok(u16::from_le_bytes(bytes))
}

fn u32_at(archive: &[u8], at: usize) -> Result<u32, Trouble> {
    let bytes = archive.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).ok_or(Trouble::Truncated)?;
    Ok(u32::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two files, `a.txt` stored and `b/c.txt` deflated, as `zip` writes them.
    pub(super) fn archive() -> Vec<u8> {
        let deflated: &[u8] = &[0x4b, 0x4c, 0x84, 0x02, 0x00];
        let (mut bytes, mut directory) = (Vec::new(), Vec::new());
        for (name, method, data, size) in [("a.txt", 0u16, &b"stored"[..], 6u32), ("b/c.txt", 8, deflated, 9)]
        {
            let header = u32::try_from(bytes.len()).unwrap();
            let packed = u32::try_from(data.len()).unwrap();
            let length = u16::try_from(name.len()).unwrap();
            let mut fields = vec![20, 0, 0, 0];
            fields.extend(method.to_le_bytes());
            fields.extend([0; 8]);
            fields.extend(packed.to_le_bytes());
            fields.extend(size.to_le_bytes());
            fields.extend(length.to_le_bytes());
            fields.extend([0; 2]);
            bytes.extend([LOCAL_HEADER, &fields, name.as_bytes(), data].concat());
            directory.extend(
                [DIRECTORY_ENTRY, &[20, 0], &fields, &[0; 10], &header.to_le_bytes(), name.as_bytes()]
                    .concat(),
            );
        }
        let at = u32::try_from(bytes.len()).unwrap();
        bytes.extend(&directory);
        bytes.extend([END_OF_DIRECTORY, &[0, 0, 0, 0, 2, 0, 2, 0]].concat());
        bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
        bytes.extend(at.to_le_bytes());
        bytes.extend([0, 0]);
        bytes
    }

    #[test]
    fn files_are_found_by_name_stored_or_deflated() {
        let archive = archive();
        assert_eq!(file(&archive, "a.txt").unwrap().unwrap(), b"stored");
        assert_eq!(file(&archive, "b/c.txt").unwrap().unwrap(), b"aaaaaaaaa");
        assert_eq!(file(&archive, "b"), Ok(None));
    }

    #[test]
    fn an_archive_cut_anywhere_is_refused_or_lacks_the_file() {
        let archive = archive();
        for length in 0..archive.len() - 6 {
            assert_eq!(file(&archive[..length], "b/c.txt"), Err(Trouble::Truncated), "{length}");
        }
    }
}
