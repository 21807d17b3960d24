//! Layers whose vertices can move: the working state of the crossing reduction.

use super::gap::Gap;
use super::layers::Layers;
use crate::layout::component::Graph;

/// Columns of nodes and dummies, with the edges that run through them.
#[derive(Clone, Debug)]
pub(super) struct Weave {
    /// Vertices below are nodes, the others dummies.
    pub nodes: usize,
    /// The vertices of each column from top to bottom.
    pub columns: Vec<Vec<u32>>,
    /// Column of each vertex, and its place there.
    pub rank: Vec<u32>,
    pub place: Vec<u32>,
    pub edges: Vec<Edge>,
    /// Edges out of and into each node.
    pub out: Vec<Vec<u32>>,
    pub into: Vec<Vec<u32>>,
    dummies: Vec<Dummy>,
    /// Edges that are not there at the moment: nothing crosses them.
    hidden: Vec<bool>,
    /// The vertices next to the tail and to the head of each edge.
    next_to: Vec<(u32, u32)>,
}

#[derive(Clone, Debug)]
pub(super) struct Edge {
    pub tail: u32,
    pub head: u32,
    /// Dummies from left to right.
    pub chain: Vec<u32>,
}

/// One place of an edge on its way.
#[derive(Clone, Copy, Debug)]
struct Dummy {
    edge: u32,
    before: u32,
    after: u32,
}

impl Weave {
    pub fn new(layers: &Layers) -> Self {
        let mut weave = Weave {
            nodes: layers.nodes,
            columns: layers.columns.clone(),
            rank: layers.rank.clone(),
            place: layers.places(),
            edges: Vec::with_capacity(layers.chains.len()),
            out: vec![Vec::new(); layers.nodes],
            into: vec![Vec::new(); layers.nodes],
            dummies: vec![Dummy { edge: 0, before: 0, after: 0 }; layers.rank.len() - layers.nodes],
            hidden: vec![false; layers.chains.len()],
            next_to: vec![(0, 0); layers.chains.len()],
        };
        for (edge, chain) in layers.chains.iter().enumerate() {
            let dummies = chain.dummies.clone().collect();
            weave.edges.push(Edge { tail: chain.tail, head: chain.head, chain: dummies });
            if !chain.outside {
                weave.out[chain.tail as usize].push(edge as u32);
                weave.into[chain.head as usize].push(edge as u32);
                weave.link(edge as u32);
            }
        }
        weave
    }

    /// The layers of the same graph in the columns and order of now. Columns without a node
    /// are left out.
    pub fn layers(&self, graph: &Graph) -> Layers {
        let mut inhabited = vec![0u32; self.columns.len()];
        for &rank in &self.rank[..self.nodes] {
            inhabited[rank as usize] = 1;
        }
        let kept: Vec<usize> =
            (0..inhabited.len()).filter(|&column| inhabited[column] == 1).collect();
        let mut new_rank = vec![0u32; self.columns.len()];
        for (new, &old) in kept.iter().enumerate() {
            new_rank[old] = new as u32;
        }
        let ranks: Vec<u32> =
            self.rank[..self.nodes].iter().map(|&rank| new_rank[rank as usize]).collect();
        let mut layers = Layers::new(graph, &ranks);

        let mut name: Vec<u32> = (0..self.rank.len() as u32).collect();
        for (edge, chain) in self.edges.iter().zip(&layers.chains) {
            let stays = edge
                .chain
                .iter()
                .filter(|&&dummy| inhabited[self.rank[dummy as usize] as usize] == 1);
            for (&old, new) in stays.zip(chain.dummies.clone()) {
                name[old as usize] = new;
            }
        }
        for (column, &old) in layers.columns.iter_mut().zip(&kept) {
            *column = self.columns[old].iter().map(|&vertex| name[vertex as usize]).collect();
        }
        layers
    }

    /// Records the neighbours along an edge, after its chain has changed.
    pub fn link(&mut self, edge: u32) {
        let Edge { tail, head, chain, .. } = &self.edges[edge as usize];
        self.next_to[edge as usize] =
            (*chain.first().unwrap_or(head), *chain.last().unwrap_or(tail));
        let mut before = *tail;
        for (at, &vertex) in chain.iter().enumerate() {
            let after = chain.get(at + 1).copied().unwrap_or(*head);
            self.dummies[vertex as usize - self.nodes] = Dummy { edge, before, after };
            before = vertex;
        }
    }

    /// Adds a dummy at the lower end of a column.
    pub fn add_dummy(&mut self, column: u32) -> u32 {
        let vertex = self.rank.len() as u32;
        self.rank.push(column);
        self.place.push(self.columns[column as usize].len() as u32);
        self.dummies.push(Dummy { edge: 0, before: 0, after: 0 });
        self.columns[column as usize].push(vertex);
        vertex
    }

    /// Takes a vertex out of its column.
    pub fn remove(&mut self, vertex: u32) {
        let (column, place) =
            (self.rank[vertex as usize] as usize, self.place[vertex as usize] as usize);
        self.columns[column].remove(place);
        self.index(column, place);
    }

    /// Puts a vertex, which stands nowhere, into a column.
    pub fn insert(&mut self, vertex: u32, column: u32, place: usize) {
        self.rank[vertex as usize] = column;
        self.columns[column as usize].insert(place, vertex);
        self.index(column as usize, place);
    }

    /// Moves a vertex between those that now stand at `place - 1` and `place`.
    pub fn shift(&mut self, vertex: u32, place: usize) {
        let (column, from) =
            (self.rank[vertex as usize] as usize, self.place[vertex as usize] as usize);
        if place > from {
            self.columns[column][from..place].rotate_left(1);
        } else {
            self.columns[column][place..=from].rotate_right(1);
        }
        self.index(column, from.min(place));
    }

    /// Puts the same vertices in another order.
    pub fn set_columns(&mut self, columns: Vec<Vec<u32>>) {
        self.columns = columns;
        for column in 0..self.columns.len() {
            self.index(column, 0);
        }
    }

    /// Renews the places of a column from one place on.
    pub fn index(&mut self, column: usize, from: usize) {
        for (at, &vertex) in self.columns[column].iter().enumerate().skip(from) {
            self.place[vertex as usize] = at as u32;
        }
    }

    /// Vertices beyond this count are forgotten; none may stand in a column.
    pub fn truncate(&mut self, vertices: usize) {
        self.rank.truncate(vertices);
        self.place.truncate(vertices);
        self.dummies.truncate(vertices - self.nodes);
    }

    pub fn vertices(&self) -> usize {
        self.rank.len()
    }

    /// The vertex of an edge in a column that it touches.
    pub fn vertex_at(&self, edge: u32, column: u32) -> u32 {
        let edge = &self.edges[edge as usize];
        match (column - self.rank[edge.tail as usize]).checked_sub(1) {
            None => edge.tail,
            Some(at) => edge.chain.get(at as usize).copied().unwrap_or(edge.head),
        }
    }

    /// Takes an edge out of all counts, or back in.
    pub fn hide(&mut self, edge: u32, hidden: bool) {
        self.hidden[edge as usize] = hidden;
    }

    /// Columns of an edge's two ends.
    pub fn span(&self, edge: u32) -> (u32, u32) {
        let edge = &self.edges[edge as usize];
        (self.rank[edge.tail as usize], self.rank[edge.head as usize])
    }

    /// Calls `see` with the places of the neighbours in the column after, hidden edges left out.
    #[inline]
    pub fn each_after(&self, vertex: u32, mut see: impl FnMut(u32)) {
        if let Some(dummy) = (vertex as usize).checked_sub(self.nodes) {
            let dummy = self.dummies[dummy];
            if !self.hidden[dummy.edge as usize] {
                see(self.place[dummy.after as usize]);
            }
            return;
        }
        for &edge in &self.out[vertex as usize] {
            if !self.hidden[edge as usize] {
                see(self.place[self.next_to[edge as usize].0 as usize]);
            }
        }
    }

    /// Calls `see` with the places of the neighbours in the column before, likewise.
    #[inline]
    pub fn each_before(&self, vertex: u32, mut see: impl FnMut(u32)) {
        if let Some(dummy) = (vertex as usize).checked_sub(self.nodes) {
            let dummy = self.dummies[dummy];
            if !self.hidden[dummy.edge as usize] {
                see(self.place[dummy.before as usize]);
            }
            return;
        }
        for &edge in &self.into[vertex as usize] {
            if !self.hidden[edge as usize] {
                see(self.place[self.next_to[edge as usize].1 as usize]);
            }
        }
    }

    /// The pieces between a column and the next.
    pub fn fill(&self, column: u32, gap: &mut Gap) {
        gap.left.clear();
        for &vertex in &self.columns[column as usize] {
            self.each_after(vertex, |place| gap.left.add(place));
            gap.left.end_vertex();
        }
        gap.right.clear();
        for &vertex in &self.columns[column as usize + 1] {
            self.each_before(vertex, |place| gap.right.add(place));
            gap.right.end_vertex();
        }
    }

    /// Crossings in all.
    pub fn crossings(&self) -> u64 {
        let mut gap = Gap::default();
        (1..self.columns.len() as u32)
            .map(|column| {
                self.fill(column - 1, &mut gap);
                gap.crossings()
            })
            .sum()
    }
}
