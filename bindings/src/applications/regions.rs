//! Regions, for fields of that type.

use ikd_core::identity::{RegionCode, region};

use crate::{
    error::{ErrorCode, IkdError},
    error_table::defect,
    guard::guarded,
};

/// A region to choose.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct RegionChoice {
    /// Code, `99.71.01`: the answer, if it has the level of the field.
    pub code: String,
    /// Name.
    pub name: String,
}

impl From<region::Region> for RegionChoice {
    fn from(region: region::Region) -> Self {
        Self { code: region.code.to_string(), name: region.name }
    }
}

/// Reads the code of a region.
pub(super) fn code_of(text: &str) -> Result<RegionCode, IkdError> {
    RegionCode::parse(text).ok_or(defect(ErrorCode::BadArgument))
}

/// The names of a region and of those that contain it, the province first. Empty if no table has it.
#[uniffi::export]
pub fn region_names(code: String) -> Result<Vec<String>, IkdError> {
    guarded(|| {
        let above = std::iter::successors(Some(code_of(&code)?), |code| code.parent());
        let mut names: Vec<_> = above.filter_map(region::find).map(|region| region.name).collect();
        names.reverse();
        Ok(names)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_region_begin_with_its_province() {
        let names = region_names("32.01.01".to_owned()).expect("a code");
        assert_eq!(names, ["Jawa Barat", "Kabupaten Bogor", "Cibinong"]);
    }
}
