//! The sandbox's mailbox: all mail that the service wrote, whether or not it leaves through a mail server.

use crate::{
    mail::{Delivery, Letter, Mail},
    service::Shared,
    store::{StoreError, Tx},
};

/// The sandbox's mailbox: mail to all addresses.
#[derive(Clone)]
pub struct Mailbox(pub(crate) Shared);

impl Mailbox {
    /// Mail, newest first; of one address (letter case does not matter) or of all.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub fn list(&self, address: Option<&str>) -> Result<Vec<Mail>, StoreError> {
        self.0.store.run(|tx| tx.mails(address))
    }
}

/// Puts a mail into the mailbox; with a mail server it leaves after the transaction.
pub(crate) fn post(tx: &Tx<'_>, to: &str, letter: Letter, smtp: bool, now: u64) -> Result<(), StoreError> {
    let delivery = if smtp { Delivery::Waiting } else { Delivery::Kept };
    let Letter { language, subject, text } = letter;
    let subject = subject.to_owned();
    tx.add_mail(&Mail { id: 0, to: to.to_owned(), language, subject, text, received_at: now, delivery })
}
