//! A column of small numbers.

/// Ids in two bytes each as long as all fit, then in four. Most files name a few hundred services; a span
/// that names none has `u32::MAX`, which fits in both.
#[derive(Clone)]
pub(super) enum Narrow {
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Default for Narrow {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl FromIterator<u32> for Narrow {
    fn from_iter<I: IntoIterator<Item = u32>>(ids: I) -> Self {
        let ids = ids.into_iter();
        let mut column = Self::Short(Vec::with_capacity(ids.size_hint().0));
        ids.for_each(|id| column.push(id));
        column
    }
}

impl Narrow {
    #[inline]
    pub fn get(&self, at: usize) -> u32 {
        match self {
            Self::Short(ids) => long(ids[at]),
            Self::Long(ids) => ids[at],
        }
    }

    pub fn set(&mut self, at: usize, id: u32) {
        match (&mut *self, short(id)) {
            (Self::Short(ids), Some(short)) => ids[at] = short,
            (Self::Long(ids), _) => ids[at] = id,
            (Self::Short(_), None) => {
                *self = Self::Long(self.iter().collect());
                self.set(at, id);
            }
        }
    }

    pub fn push(&mut self, id: u32) {
        match (&mut *self, short(id)) {
            (Self::Short(ids), Some(short)) => ids.push(short),
            (Self::Long(ids), _) => ids.push(id),
            (Self::Short(_), None) => {
                *self = Self::Long(self.iter().collect());
                self.push(id);
            }
        }
    }

    pub fn truncate(&mut self, len: usize) {
        match self {
            Self::Short(ids) => ids.truncate(len),
            Self::Long(ids) => ids.truncate(len),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Short(ids) => ids.len(),
            Self::Long(ids) => ids.len(),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.len()).map(|at| self.get(at))
    }

    pub fn bytes(&self) -> usize {
        match self {
            Self::Short(ids) => size_of_val(ids.as_slice()),
            Self::Long(ids) => size_of_val(ids.as_slice()),
        }
    }
}

fn short(id: u32) -> Option<u16> {
    match id {
        u32::MAX => Some(u16::MAX),
        _ => u16::try_from(id).ok().filter(|&short| short != u16::MAX),
    }
}

fn long(id: u16) -> u32 {
    if id == u16::MAX { u32::MAX } else { id.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_what_they_are_when_the_column_widens() {
        let ids = [7, u32::MAX, 65_534, 65_535, 65_536, u32::MAX - 1, 0];
        for count in 0..=ids.len() {
            let column: Narrow = ids[..count].iter().copied().collect();
            assert_eq!(column.iter().collect::<Vec<_>>(), ids[..count]);
            assert_eq!(column.bytes(), count * if count <= 3 { 2 } else { 4 });
        }
        let mut column: Narrow = [1, 2, 3].into_iter().collect();
        column.set(1, 70_000);
        column.set(2, u32::MAX);
        column.truncate(3);
        assert_eq!(column.iter().collect::<Vec<_>>(), [1, 70_000, u32::MAX]);
    }
}
