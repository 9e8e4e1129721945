//! The network's weights, brought from 4 bits to 8: larger, and more than twice as fast to multiply with.
//!
//! Owns: the change to the ONNX graph. Weights of 4 bits have to become floats for each multiplication; those of 8 bits are
//! multiplied as they are, with the other side rounded to 8 bits too (`DynamicQuantizeLinear`, `MatMulInteger`). What
//! comes out is the same on every machine, to the byte, so that it has a pin as well (`files.rs`). Never: touches
//! anything but the multiplications.

use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

use rten_onnx::onnx::{
    AttributeProto, AttributeType, DataType, GraphProto, ModelProto, NodeProto, TensorProto,
};

use super::Trouble;

/// The largest weight, as a whole number. Half of what 8 bits hold: processors without 8-bit dot products add two products
/// in 16 bits, which more would overflow.
const LARGEST: f32 = 63.0;

/// What stands for 0 among 4 bits.
const ZERO: i8 = 8;

/// The network with weights of 8 bits, as an ONNX file.
pub(super) fn converted(network: &[u8]) -> Result<Vec<u8>, Trouble> {
    let mut model = ModelProto::parse_buf(network).map_err(|_| Trouble::NotConvertible)?;
    model.graph.as_mut().and_then(convert).ok_or(Trouble::NotConvertible)?;
    model.write_buf().map_err(|_| Trouble::NotConvertible)
}

/// Replaces every multiplication by packed weights; `None` if one is of another kind than expected.
fn convert(graph: &mut GraphProto) -> Option<()> {
    let named = |tensor: TensorProto| Some((tensor.name.clone()?, tensor));
    let mut tensors: BTreeMap<_, _> =
        take(&mut graph.initializer).into_iter().map(named).collect::<Option<_>>()?;
    let mut rounded = BTreeSet::new();
    for node in take(&mut graph.node) {
        if node.op_type.as_deref() != Some("MatMulNBits") {
            graph.node.push(node);
            continue;
        }
        let [input, packed, scales] = node.input.as_slice() else { return None };
        let output = node.output.first()?;
        let weights = Packed::read(&tensors.remove(packed)?, &tensors.remove(scales)?)?;
        for tensor in weights.rounded(output) {
            tensors.insert(tensor.name.clone()?, tensor);
        }
        if rounded.insert(input.clone()) {
            graph.node.push(rounding(input));
        }
        graph.node.extend(multiplication(input, output));
    }
    graph.initializer = tensors.into_values().collect();
    Some(())
}

/// Rounds the values `input` to 8 bits: whole numbers, what 1 of them is, and which of them is 0.
fn rounding(input: &str) -> NodeProto {
    let outputs = ["whole", "unit", "zero"].map(|part| format!("{input}/{part}"));
    node("DynamicQuantizeLinear", &[input.to_owned()], &outputs)
}

/// Multiplies what [`rounding`] made of `input` by the weights of `output`, and makes floats of that.
fn multiplication(input: &str, output: &str) -> [NodeProto; 4] {
    let of = |value: &str, part: &str| format!("{value}/{part}");
    let whole = [of(input, "whole"), of(output, "weights"), of(input, "zero"), of(output, "zero")];
    let mut cast = node("Cast", &[of(output, "product")], &[of(output, "float")]);
    cast.attribute.push(AttributeProto {
        name: Some("to".to_owned()),
        i: Some(DataType::FLOAT.0.into()),
        r#type: Some(AttributeType::INT),
        ..AttributeProto::default()
    });
    [
        node("MatMulInteger", &whole, &[of(output, "product")]),
        cast,
        node("Mul", &[of(input, "unit"), of(output, "units")], &[of(output, "scale")]),
        node("Mul", &[of(output, "float"), of(output, "scale")], &[output.to_owned()]),
    ]
}

fn node(operator: &str, input: &[String], output: &[String]) -> NodeProto {
    NodeProto {
        name: output.first().map(|output| format!("{output}/{operator}")),
        op_type: Some(operator.to_owned()),
        input: input.to_vec(),
        output: output.to_vec(),
        ..NodeProto::default()
    }
}

fn tensor(name: String, data_type: DataType, dims: &[usize], bytes: Vec<u8>) -> TensorProto {
    TensorProto {
        name: Some(name),
        data_type: Some(data_type),
        dims: dims.iter().map(|size| *size as i64).collect(),
        raw_data: Some(bytes.into()),
        ..TensorProto::default()
    }
}

/// Weights of 4 bits, a column of the matrix after the other, with a scale for each block of a column.
struct Packed {
    columns: usize,
    /// Bytes of a block, which has twice as many weights.
    block: usize,
    weights: Vec<u8>,
    scales: Vec<f32>,
}

impl Packed {
    fn read(weights: &TensorProto, scales: &TensorProto) -> Option<Self> {
        let [columns, blocks, block] = *weights.dims.as_slice() else { return None };
        let [columns, blocks, block] =
            [columns, blocks, block].map(|size| usize::try_from(size).unwrap_or(0));
        let weights = weights.raw_data.as_ref()?.borrow().clone();
        let scales = scales.raw_data.as_ref()?.borrow();
        let scales: Vec<f32> = scales.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let whole = block > 0 && scales.len() == columns * blocks && weights.len() == scales.len() * block;
        whole.then_some(Self { columns, block, weights, scales })
    }

    /// The weights of a column.
    fn column(&self, column: usize) -> Vec<f32> {
        let blocks = self.scales.len() / self.columns;
        let blocks = column * blocks..(column + 1) * blocks;
        let of_block = |block: usize| {
            let bytes = &self.weights[block * self.block..(block + 1) * self.block];
            let scale = self.scales[block];
            let weight = move |bits: u8| f32::from(bits.cast_signed() - ZERO) * scale;
            bytes.iter().flat_map(move |byte| [weight(byte & 15), weight(byte >> 4)])
        };
        blocks.flat_map(of_block).collect()
    }

    /// The tensors of [`multiplication`] by these weights: whole numbers, row by row, what 1 is in each column, and 0.
    fn rounded(&self, output: &str) -> [TensorProto; 3] {
        let rows = self.weights.len() * 2 / self.columns;
        let mut whole = vec![0; rows * self.columns];
        let mut units = Vec::with_capacity(self.columns);
        for column in 0..self.columns {
            let weights = self.column(column);
            let most = weights.iter().fold(0.0, |most: f32, weight| most.max(weight.abs()));
            let unit = most.max(f32::MIN_POSITIVE * LARGEST) / LARGEST;
            units.push(unit);
            for (row, weight) in weights.iter().enumerate() {
                #[expect(clippy::cast_possible_truncation, reason = "at most 63")]
                let rounded = (weight / unit).round_ties_even() as i8;
                whole[row * self.columns + column] = rounded.cast_unsigned();
            }
        }
        let units = units.into_iter().flat_map(f32::to_le_bytes).collect();
        [
            tensor(format!("{output}/weights"), DataType::INT8, &[rows, self.columns], whole),
            tensor(format!("{output}/units"), DataType::FLOAT, &[self.columns], units),
            tensor(format!("{output}/zero"), DataType::INT8, &[], vec![0]),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A network that is one multiplication by a matrix of 4 rows and 2 columns.
    fn network(weights: &[u8], scales: &[f32]) -> Vec<u8> {
        let scales: Vec<u8> = scales.iter().flat_map(|scale| scale.to_le_bytes()).collect();
        let initializer = vec![
            tensor("w".to_owned(), DataType::UINT8, &[2, 1, 2], weights.to_vec()),
            tensor("s".to_owned(), DataType::FLOAT, &[2, 1], scales),
        ];
        let input = ["x", "w", "s"].map(str::to_owned);
        let node = vec![node("MatMulNBits", &input, &["y".to_owned()])];
        let graph = Some(GraphProto { node, initializer, ..GraphProto::default() });
        ModelProto { graph, ..ModelProto::default() }.write_buf().unwrap()
    }

    #[test]
    fn weights_are_those_of_four_bits_to_within_half_a_unit() {
        let four_bits = network(&[0x0f, 0x98, 0x88, 0x8c], &[0.5, 0.25]);
        let graph = ModelProto::parse_buf(&converted(&four_bits).unwrap()).unwrap().graph.unwrap();
        let bytes = |name: &str| {
            let tensor =
                graph.initializer.iter().find(|tensor| tensor.name.as_deref() == Some(name)).unwrap();
            tensor.raw_data.as_ref().unwrap().borrow().clone()
        };
        let units: Vec<f32> =
            bytes("y/units").as_chunks().0.iter().map(|unit| f32::from_le_bytes(*unit)).collect();
        let expected = [[3.5, 0.0], [-4.0, 0.0], [0.0, 1.0], [0.5, 0.0]];
        for (row, weights) in bytes("y/weights").chunks(2).zip(expected) {
            for column in 0..2 {
                let weight = f32::from(row[column].cast_signed()) * units[column];
                assert!((weight - weights[column]).abs() <= units[column] / 2.0, "{weight} {weights:?}");
            }
        }
        let operators: Vec<_> = graph.node.iter().filter_map(|node| node.op_type.as_deref()).collect();
        assert_eq!(operators, ["DynamicQuantizeLinear", "MatMulInteger", "Cast", "Mul", "Mul"]);
    }

    #[test]
    fn what_is_no_such_network_is_refused() {
        let cut = network(&[0x0f, 0x98, 0x88], &[0.5, 0.25]);
        for bytes in [&cut[..], &cut[..cut.len() / 2], b"", b"\xff\xff\xff\xff"] {
            assert_eq!(converted(bytes), Err(Trouble::NotConvertible));
        }
    }
}
