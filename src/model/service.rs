//! Nodes of the map: X-Ray tells them apart by name, type and account.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

use super::{ServiceId, StrId};

/// What makes a node that node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Service {
    pub name: StrId,
    /// `AWS::Lambda::Function`, `Database::SQL`, `remote`, `client`...; empty when nothing is known.
    pub kind: StrId,
    /// AWS account id, or empty.
    pub account: StrId,
}

/// All nodes, in order of arrival.
#[derive(Clone, Default)]
pub struct Services {
    list: Vec<Service>,
    table: HashMap<Service, ServiceId, FxBuildHasher>,
}

impl Services {
    pub fn intern(&mut self, service: Service) -> ServiceId {
        *self.table.entry(service).or_insert_with(|| {
            self.list.push(service);
            ServiceId::at(self.list.len() - 1)
        })
    }

    /// The node of an id; of [`ServiceId::NONE`] the one without a name.
    pub fn get(&self, id: ServiceId) -> Service {
        self.list.get(id.index()).copied().unwrap_or(Service {
            name: StrId::EMPTY,
            kind: StrId::EMPTY,
            account: StrId::EMPTY,
        })
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = (ServiceId, Service)> + '_ {
        self.list.iter().enumerate().map(|(i, &s)| (ServiceId::at(i), s))
    }
}
