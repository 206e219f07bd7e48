//! What officers decided about registrations and applications, kept as long as these are.

use rusqlite::params;

use super::{StoreError, Tx, damaged, int, uint};
use crate::{
    application::{
        ApplicationState,
        decided::{ApplicationDecision, ApplicationStep},
    },
    decision::Decision,
};

impl Tx<'_> {
    /// Adds a decision to the history of a registration.
    pub(crate) fn add_decision(
        &self,
        registration: &[u8; 16],
        decision: &Decision,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(decision).map_err(|_| StoreError::Unreadable)?;
        self.0.execute(
            "INSERT INTO decision (registration, decision) VALUES (?1, ?2)",
            params![registration, text],
        )?;
        Ok(())
    }

    /// All decisions about a registration, oldest first.
    pub(crate) fn decisions(&self, registration: &[u8; 16]) -> Result<Vec<Decision>, StoreError> {
        let mut statement =
            self.0.prepare("SELECT decision FROM decision WHERE registration = ?1 ORDER BY rowid")?;
        let rows = statement.query_map([registration], |row| row.get::<_, String>(0))?;
        rows.map(|text| serde_json::from_str(&text?).map_err(|_| StoreError::Unreadable)).collect()
    }

    /// Adds a step of an officer to the history of an application.
    pub(crate) fn add_application_decision(
        &self,
        application: &[u8; 16],
        decision: &ApplicationDecision,
    ) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT INTO application_decision (application, at, officer, revision, step, state)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                application,
                int(decision.at),
                decision.officer,
                int(decision.revision),
                decision.step.name(),
                decision.state.name()
            ],
        )?;
        Ok(())
    }

    /// What officers did with an application, oldest first.
    pub(crate) fn application_decisions(
        &self,
        application: &[u8; 16],
    ) -> Result<Vec<ApplicationDecision>, StoreError> {
        let mut statement = self.0.prepare(
            "SELECT at, officer, revision, step, state FROM application_decision WHERE application = ?1 ORDER BY rowid",
        )?;
        let rows = statement.query_map([application], |row| {
            Ok(ApplicationDecision {
                at: uint(row.get(0)?),
                officer: row.get(1)?,
                revision: uint(row.get(2)?),
                step: ApplicationStep::from_name(&row.get::<_, String>(3)?).ok_or_else(|| damaged(3))?,
                state: ApplicationState::from_name(&row.get::<_, String>(4)?).ok_or_else(|| damaged(4))?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
