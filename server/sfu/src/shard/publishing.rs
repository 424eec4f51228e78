//! Which incoming stream is which layer of which publication.

use super::connection::Connection;
use crate::rtp::extension::Extensions;
use crate::rtp::header::Header;

/// Streams of one connection; a few for each m-line.
const MAX_BINDINGS: usize = 64;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Binding {
    pub(super) line: usize,
    pub(super) layer: usize,
    /// The stream carries retransmissions of the layer.
    pub(super) retransmission: bool,
}

impl Connection {
    pub(super) fn bind(&mut self, ssrc: u32, line: usize, layer: usize, retransmission: bool) {
        let binding = Binding {
            line,
            layer,
            retransmission,
        };
        // Of each layer there is one stream and one of retransmissions.
        self.bindings.retain(|_, known| *known != binding);
        if self.bindings.len() < MAX_BINDINGS {
            self.bindings.insert(ssrc, binding);
        }
    }

    /// A stream says what it is in its first packets; after that its number is enough. The answer
    /// includes whether the layer got a new stream by this packet.
    pub(super) fn identify(
        &mut self,
        header: &Header,
        extensions: &Extensions<'_>,
    ) -> Option<(Binding, bool)> {
        if let Some(binding) = self.bindings.get(&header.ssrc) {
            return Some((*binding, false));
        }
        let binding = match self.identify_repaired(header.ssrc) {
            Some(binding) => binding,
            None => self.identify_by_name(header, extensions)?,
        };
        self.bind(
            header.ssrc,
            binding.line,
            binding.layer,
            binding.retransmission,
        );
        if binding.retransmission {
            return Some((binding, false));
        }
        let publication = self.publication_mut(binding.line)?;
        let layer = publication.layers.get_mut(binding.layer)?;
        let is_new = layer.ssrc.is_some_and(|ssrc| ssrc != header.ssrc);
        if is_new {
            layer.restart(Some(header.ssrc));
        }
        layer.ssrc = Some(header.ssrc);
        Some((binding, is_new))
    }

    /// By the pairs in the offer, once the stream that is repaired is known.
    fn identify_repaired(&self, ssrc: u32) -> Option<Binding> {
        self.publications().find_map(|(line, publication)| {
            let (primary, _) = publication.repairs.iter().find(|(_, rtx)| *rtx == ssrc)?;
            let known = |layer: &crate::media::layer::Layer| layer.ssrc == Some(*primary);
            Some(Binding {
                line,
                layer: publication.layers.iter().position(known)?,
                retransmission: true,
            })
        })
    }

    fn identify_by_name(&self, header: &Header, extensions: &Extensions<'_>) -> Option<Binding> {
        let mid = extensions.mid?;
        let (line, publication) = self
            .publications()
            .find(|(line, _)| self.lines[*line].mid == mid)?;
        let (layer, retransmission) = match (extensions.repaired_stream_id, extensions.stream_id) {
            (Some(id), _) => (publication.layer_named(id)?, true),
            (None, Some(id)) => (publication.layer_named(id)?, false),
            (None, None) if publication.layers.len() == 1 => (
                0,
                Some(header.payload_type) == publication.codec.rtx_payload_type,
            ),
            (None, None) => return None,
        };
        Some(Binding {
            line,
            layer,
            retransmission,
        })
    }
}
