package import MartletGraph

extension Layer {
    /// The layer as it is, of a model whose graph is rebuilt by a pass when all of it is traced.
    ///
    /// - Parameter pass: gives the new graph, from the one so far and the layer's path in it.
    package func rewriting(_ pass: @escaping LayerRewriting.Pass) -> some Layer {
        RewritingLayer(base: self, pass: pass)
    }
}

/// A pass over a model's graph that a layer of it asks for.
package struct LayerRewriting: Sendable {
    package typealias Pass = @Sendable (_ graph: Graph, _ path: String) throws -> Graph

    var path: String
    var pass: Pass
}

/// A layer that asks for a pass; no layer of its own where it is applied.
struct RewritingLayer: Layer {
    let base: any Layer
    let pass: LayerRewriting.Pass

    var name: String? { base.name }

    func applied(to x: Symbol) -> Symbol {
        let result = base(x)
        result.builder.note { notes in
            if let call = notes.calls.last { notes.ask(for: LayerRewriting(path: call.layer, pass: pass)) }
        }
        return result
    }

    func forward(_ x: Symbol, _ scope: Scope) -> Symbol {
        scope.builder.note { $0.ask(for: LayerRewriting(path: scope.path, pass: pass)) }
        return base.forward(x, scope)
    }
}

extension Graph {
    /// The graph after all that its layers ask for.
    ///
    /// - Throws: what a pass throws, as `GraphError` with the layer's path.
    func rewrittenByLayers() throws -> Graph {
        guard var notes = notes as? LayerNotes, !notes.rewritings.isEmpty else { return self }
        let rewritings = notes.rewritings
        notes.rewritings = []
        var graph = self
        graph.notes = notes
        for rewriting in rewritings {
            do {
                graph = try rewriting.pass(graph, rewriting.path)
            } catch {
                throw error as? GraphError
                    ?? GraphError(operation: "layer", path: rewriting.path, message: "\(error)")
            }
        }
        return graph
    }
}
