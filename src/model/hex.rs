//! Hex digits, as ids are written.

/// The number of at most 16 digits.
pub fn hex(digits: &[u8]) -> Option<u64> {
    let (mut id, mut odd) = (0, 0);
    for &digit in digits {
        let value = HEX[usize::from(digit)];
        odd |= value;
        id = id << 4 | u64::from(value & 0xf);
    }
    (odd < 0x10).then_some(id)
}

/// Values of hex digits, 0xff for other bytes. Digits of ids are random: a branch on them is guessed wrong.
const HEX: [u8; 256] = {
    let mut table = [0xff; 256];
    let mut byte = 0;
    while byte < 256 {
        if let Some(value) = (byte as u8 as char).to_digit(16) {
            table[byte] = value as u8;
        }
        byte += 1;
    }
    table
};
