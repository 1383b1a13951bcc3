@_exported public import MartletApplications
@_exported public import MartletCodecs
@_exported public import MartletDatasets
@_exported public import MartletGraph
@_exported public import MartletInterop
@_exported public import MartletNN
@_exported public import MartletNumerics
@_exported public import MartletRL
