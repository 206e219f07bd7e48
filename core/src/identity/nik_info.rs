//! What a NIK contains about its owner's first registration, with warnings about unusual values.

use super::{
    CivilDate, Nik, Sex,
    region::{self, Region, RegionCode, RegionStatus},
};

/// A warning about a NIK. None makes it invalid: a NIK never changes, but regions, and birth date and sex in the
/// record, may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikWarning {
    /// The province is in no table: older than the tables (Timor Timur, 54), or a typing error.
    UnknownProvince,
    /// The regency or city is in no table.
    UnknownRegency,
    /// The district is in no table.
    UnknownDistrict,
    /// The most precise known region is only in an earlier table.
    LegacyRegion {
        /// The current region of the same name, where there is exactly one.
        successor: Option<RegionCode>,
    },
    /// An earlier table has another name for the code: the region was renamed, or its code was reused for another
    /// place.
    ReusedRegionCode,
    /// Province 99: an example, not issued to a person.
    FictionalRegion,
    /// The person is under 17 today and, unless married, has no KTP-el yet and cannot have an account.
    UnderMinimumAge,
    /// The form has another birth date.
    BirthDateDiffers,
    /// The form has the other sex.
    SexDiffers,
}

impl NikWarning {
    /// Stable kebab-case code for shells and machines.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnknownProvince => "nik-unknown-province",
            Self::UnknownRegency => "nik-unknown-regency",
            Self::UnknownDistrict => "nik-unknown-district",
            Self::LegacyRegion { .. } => "nik-legacy-region",
            Self::ReusedRegionCode => "nik-reused-region-code",
            Self::FictionalRegion => "nik-fictional-region",
            Self::UnderMinimumAge => "nik-under-minimum-age",
            Self::BirthDateDiffers => "nik-birth-date-differs",
            Self::SexDiffers => "nik-sex-differs",
        }
    }
}

/// The contents of a NIK's digits. The regions are those where it was issued, by the best available table: show them as
/// an estimate, never as an address. No `Debug`, because it would contain a birth date.
#[derive(Clone, PartialEq, Eq)]
pub struct NikInfo {
    /// Sex at registration.
    pub sex: Sex,
    /// Birth date at registration, the century chosen by [`Nik::birth_date`].
    pub birth_date: CivilDate,
    /// Province of first registration, if it is in a table.
    pub province: Option<Region>,
    /// Regency or city of first registration, if it is in a table.
    pub regency: Option<Region>,
    /// District of first registration, if it is in a table.
    pub district: Option<Region>,
    /// Warnings about the regions.
    pub warnings: Vec<NikWarning>,
}

impl NikInfo {
    /// The contents of `nik` on the day `today`.
    pub fn of(nik: Nik, today: CivilDate) -> Self {
        let province = RegionCode::province(nik.province()).and_then(region::find);
        let regency = RegionCode::regency(nik.regency()).and_then(region::find);
        let district = RegionCode::district(nik.district()).and_then(region::find);
        let warnings = region_warnings(province.as_ref(), regency.as_ref(), district.as_ref());
        Self { sex: nik.sex(), birth_date: nik.birth_date(today), province, regency, district, warnings }
    }
}

fn region_warnings(
    province: Option<&Region>,
    regency: Option<&Region>,
    district: Option<&Region>,
) -> Vec<NikWarning> {
    // If several levels are unknown, only the widest is reported.
    let unknown = match (province, regency, district) {
        (None, _, _) => Some(NikWarning::UnknownProvince),
        (_, None, _) => Some(NikWarning::UnknownRegency),
        (_, _, None) => Some(NikWarning::UnknownDistrict),
        _ => None,
    };
    let status = district.or(regency).or(province).and_then(|region| match region.status {
        RegionStatus::Legacy { successor } => Some(NikWarning::LegacyRegion { successor }),
        RegionStatus::Fictional => Some(NikWarning::FictionalRegion),
        RegionStatus::Current => None,
    });
    let reused = [regency, district].into_iter().flatten().any(|region| region.earlier_name.is_some());
    unknown.into_iter().chain(status).chain(reused.then_some(NikWarning::ReusedRegionCode)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings(nik: &str) -> Vec<NikWarning> {
        let today = CivilDate::new(2026, 11, 22).expect("a real day");
        NikInfo::of(Nik::parse(nik).expect("the test's NIK is well formed"), today).warnings
    }

    fn code(text: &str) -> Option<RegionCode> {
        RegionCode::parse(text)
    }

    #[test]
    fn a_current_region_has_no_warning() {
        assert_eq!(warnings("3201015708900001"), []);
    }

    #[test]
    fn only_the_widest_unknown_level_is_reported() {
        assert_eq!(warnings("5401010101700001"), [NikWarning::UnknownProvince]);
        assert_eq!(warnings("3269011708900001"), [NikWarning::UnknownRegency]);
        assert_eq!(warnings("3201991708900001"), [NikWarning::UnknownDistrict]);
    }

    #[test]
    fn a_legacy_district_names_its_successor() {
        assert_eq!(warnings("9101011708900001"), [NikWarning::LegacyRegion { successor: code("93.01.01") }]);
    }

    #[test]
    fn an_unknown_district_of_a_legacy_regency_has_both_warnings() {
        let expected = [NikWarning::UnknownDistrict, NikWarning::LegacyRegion { successor: code("93.01") }];
        assert_eq!(warnings("9101991708900001"), expected);
    }

    #[test]
    fn a_reused_code_has_a_warning() {
        assert_eq!(warnings("7408131708900001"), [NikWarning::ReusedRegionCode]);
    }

    #[test]
    fn the_districts_of_a_renamed_regency_have_a_warning() {
        assert_eq!(warnings("1212011708900001"), [NikWarning::ReusedRegionCode]);
    }

    #[test]
    fn the_fictional_region_has_a_warning() {
        assert_eq!(warnings("9901011708900001"), [NikWarning::FictionalRegion]);
    }
}
