@_exported public import MartletDatasets
@_exported public import MartletNN
