//! The mailbox.

use rusqlite::{Row, params};

use super::{StoreError, Tx, int, uint};
use crate::{
    mail::{Delivery, Mail},
    registration::Language,
};

fn read(row: &Row<'_>) -> rusqlite::Result<Mail> {
    Ok(Mail {
        id: uint(row.get(0)?),
        to: row.get(1)?,
        language: Language::from_code(&row.get::<_, String>(6)?).unwrap_or(Language::Indonesian),
        subject: row.get(2)?,
        text: row.get(3)?,
        received_at: uint(row.get(4)?),
        delivery: Delivery::from_name(&row.get::<_, String>(5)?),
    })
}

const MAIL: &str = "SELECT id, recipient, subject, text, received_at, delivery, language FROM mail";

impl Tx<'_> {
    /// Adds a mail; its id is given here. The oldest beyond a thousand are forgotten.
    pub(crate) fn add_mail(&self, mail: &Mail) -> Result<(), StoreError> {
        self.0.execute(
            "INSERT INTO mail (recipient, subject, text, received_at, delivery, language)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                mail.to,
                mail.subject,
                mail.text,
                int(mail.received_at),
                mail.delivery.name(),
                mail.language.code()
            ],
        )?;
        self.0.execute("DELETE FROM mail WHERE id <= (SELECT max(id) FROM mail) - 1000", [])?;
        Ok(())
    }

    /// Mail, newest first.
    pub(crate) fn mails(&self, recipient: Option<&str>) -> Result<Vec<Mail>, StoreError> {
        let mut statement = self
            .0
            .prepare(&format!("{MAIL} WHERE ?1 IS NULL OR lower(recipient) = lower(?1) ORDER BY id DESC"))?;
        let rows = statement.query_map([recipient], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Mail that waits for the mail server, oldest first.
    pub(crate) fn waiting_mails(&self) -> Result<Vec<Mail>, StoreError> {
        let mut statement = self.0.prepare(&format!("{MAIL} WHERE delivery = 'waiting' ORDER BY id"))?;
        let rows = statement.query_map([], read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes how a mail left.
    pub(crate) fn set_delivery(&self, id: u64, delivery: Delivery) -> Result<(), StoreError> {
        self.0.execute("UPDATE mail SET delivery = ?2 WHERE id = ?1", params![int(id), delivery.name()])?;
        Ok(())
    }
}
